import Diagnostics
import PuppetEvaluator
import PuppetSyntax
import PuppetTypes
import Testing

/// A function that was given a secret gives secrets, whatever it makes of it.
struct SecretFunctionTests {
    private static let setUp = #"$s = "a${Sensitive('hidden')}z" "#

    private func evaluate(_ code: String) async throws -> Value {
        let loader = try MemoryLoader()
        let text = Self.setUp + code
        return try await onLargeStack { () -> Result<Value, EvaluationError> in
            let (program, _) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: text))
            do throws(EvaluationError) {
                return .success(try Evaluator.evaluateSnippet(program, CompileInput.test(loader: loader)))
            } catch {
                return .failure(error)
            }
        }.get()
    }

    @Test(arguments: [
        "$s.upcase", "upcase([$s])", "base64('encode', $s)", "base64('encode', $s).strip", "join([$s, 'x'], ',')",
        "split($s, 'd')", "regsubst($s, 'h', 'H')", "to_json({ 'k' => $s })", "to_yaml({ 'k' => [$s] })",
        "to_yaml({ 'k' => Sensitive('hidden') })", "sprintf('%s!', $s)", "[$s].map |$x| { $x.capitalize }",
        "$h = { 'k' => $s } $h.reduce('') |$m, $kv| { \"${m}${kv[1]}\" }", "sha256($s)", "String($s, '%10s')",
        "[$s, 'b'].sort",
        "[[$s]].flatten", "$h = { 'k' => $s } $h.values", "merge({ 'k' => $s }, { 'l' => 1 })", "pick(undef, $s)",
        "Sensitive('hidden').unwrap", "$s.match(/h.*n/)", "$s[1, 3]", "$s ? { /(h.*n)/ => $1 }",
    ])
    func staySecret(_ code: String) async throws {
        #expect(try await evaluate(code).holdsSecret)
    }

    @Test(arguments: ["sprintf('%d', $s)", "sprintf('%f', $s)", "[1, $s].sort", "[true, $s].sort"])
    func errorsDoNotQuoteIt(_ code: String) async throws {
        let error = await #expect(throws: EvaluationError.self) { try await evaluate(code) }
        #expect(error?.puppetDescription.contains("hidden") == false)
    }

    @Test(arguments: ["'x'.upcase", "join(['a', 'b'])", "$s.length", "$s =~ /h/"])
    func nothingElseBecomesSecret(_ code: String) async throws {
        #expect(try await !evaluate(code).holdsSecret)
    }
}
