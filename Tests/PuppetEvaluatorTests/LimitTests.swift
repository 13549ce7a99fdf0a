import Diagnostics
import OrderedCollections
import PuppetEvaluator
import PuppetTypes
import Synchronization
import Testing

/// Runaway code ends in an error that names the limit and how to raise it.
struct LimitTests {
    private func failure(
        _ site: String, _ files: [String: String] = [:], _ change: @Sendable (inout CompileInput) -> Void
    ) async throws -> Diagnostic {
        var input = CompileInput.test(loader: try MemoryLoader(site: site, files))
        change(&input)
        let frozen = input
        let result = await onLargeStack { () -> Result<CompileOutput, EvaluationError> in
            do throws(EvaluationError) { return .success(try Compiler.compile(frozen)) } catch {
                return .failure(error)
            }
        }
        guard case .failure(let error) = result else { return Diagnostic(id: "none", "no error") }
        return error.diagnostic
    }

    /// Each grows without end; the bytes are so few that an unguarded function would pass them a million times over.
    @Test(arguments: [
        #"Integer[0, 60].reduce('x') |$m, $i| { "${m}${m}" }"#,
        "Integer[0, 60].reduce([1]) |$m, $i| { $m + $m }",
        "Integer[0, 60].reduce([1]) |$m, $i| { [*$m, *$m] }",
        "Integer[0, 60].reduce([1]) |$m, $i| { [$m, $m] }",
        "Integer[0, 60].reduce({}) |$m, $i| { { a => $m, b => $m } }",
        "Integer[0, 60].reduce({ 'x' => 1 }) |$m, $i| { $m + Hash($m.map |$k, $v| { [\"${k}${i}\", $v] }) }",
        "Integer[0, 60].reduce([1]) |$m, $i| { concat($m, $m) }",
        "Integer[0, 60].reduce([[1]]) |$m, $i| { flatten([$m, $m]) }",
        "Integer[0, 60].reduce('x') |$m, $i| { [$m, $m].join }",
        "Integer[0, 60].reduce('x') |$m, $i| { regsubst($m, 'x', 'xxxxxxxx', 'G') }",
        "Integer[0, 60].reduce('x') |$m, $i| { regsubst($m, '.*', '\\\\0\\\\0\\\\0') }",
        "Integer[0, 60].reduce('x') |$m, $i| { sprintf('%s%s', $m, $m) }",
        "Integer[0, 60].reduce('x') |$m, $i| { sprintf('%{a}%{a}%{a}', { a => $m }) }",
        "Integer[0, 60].reduce('x') |$m, $i| { to_json([$m, $m]) }",
        "Integer[0, 60].reduce('x') |$m, $i| { to_yaml([$m, $m]) }",
        "Integer[0, 600].reduce('x') |$m, $i| { base64('encode', $m) }",
        "Integer[0, 60].reduce('x') |$m, $i| { inline_epp('<%= $m %><%= $m %>', { m => $m }) }",
        "Integer[0, 60].reduce('x') |$m, $i| { String([$m, $m]) }",
        "inline_epp('<% Integer[0, 100].each |$i| { Integer[0, 100].each |$j| { %>xxxxxxxxxxxxxxx<% } } %>')",
        "$s = String(Integer[0, 400].map |$i| { $i }) $l = Integer[0, 400].map |$i| { $s } notify { 'n': message => $l }",
        "Integer[0, 300].map |$i| { 'x' }.join(String(Integer[0, 100].map |$i| { $i }))",
        "Integer[0, 300].map |$i| { Integer[0, 300].map |$j| { $j } }",
    ])
    func size(_ site: String) async throws {
        let error = try await failure(site) { $0.limits.size = 20_000 }
        #expect(error.message.text.contains("the value is larger than the limit of 20000 bytes"), "\(error)")
        #expect(error.notes.map(\.message.text).contains { $0.contains("'size' under 'limits' in bunraku.yaml") })
        #expect(error.place != nil)
    }

    @Test(arguments: ["range(0, 1000000000)", "Integer[0, 1000000000].each |$i| { }", "1000000000.map |$i| { 1 }"])
    func ranges(_ site: String) async throws {
        let error = try await failure(site) { _ in }
        #expect(error.message.text.contains("more than 1048576 elements to iterate over"), "\(error)")
    }

    @Test(arguments: [
        "Integer[0, 999].each |$a| { Integer[0, 999].each |$b| { $c = $a + $b } }",
        "function f($n) { f2($n) f2($n) } function f2($n) { if $n > 0 { f($n - 1) } } f(60)",
        "$l = Integer[0, 5000].map |$i| { $i } Integer[0, 5000].each |$i| { $l.length }",
        "$l = Integer[0, 5000].map |$i| { $i } Integer[0, 5000].each |$i| { $l + $i }",
        "$s = String(Integer[0, 9000].map |$i| { $i }) Integer[0, 500].each |$i| { $s.length }",
        "$s = String(Integer[0, 9000].map |$i| { $i }) Integer[0, 5000].each |$i| { \"a${s}\" }",
    ])
    func steps(_ site: String) async throws {
        let error = try await failure(site) { $0.limits.steps = 100_000 }
        #expect(error.message.text.contains("evaluation is longer than 100000 steps"), "\(error)")
        #expect(error.notes.map(\.message.text).contains { $0.contains("'steps' under 'limits' in bunraku.yaml") })
    }

    @Test func depth() async throws {
        let error = try await failure("function f($x) { f($x + 1) } f(0)") { $0.limits.depth = 50 }
        #expect(error.message.text == "Evaluation Error: evaluation is nested more than 50 levels deep")
        #expect(error.notes.map(\.message.text).contains { $0.contains("'depth' under 'limits' in bunraku.yaml") })
        #expect(error.callStack.first?.subject == "function f")
    }

    @Test func resources() async throws {
        let error = try await failure("Integer[0, 50].each |$i| { notify { \"${i}\": } }") { $0.limits.resources = 20 }
        #expect(error.message.text.contains("more resources than the limit of 20"))
        #expect(error.notes.map(\.message.text).contains { $0.contains("'resources' under 'limits'") })
    }

    @Test(arguments: [
        "'\(String(repeating: "ab", count: 40))' =~ /(a|b|ab)*(a|b|ab)*(a|b|ab)*\\1\\2\\3c/",
        "regsubst('\(String(repeating: "ab", count: 40))', '(a|b|ab)*(a|b|ab)*(a|b|ab)*\\1\\2\\3c', 'x')",
        "'\(String(repeating: "ab", count: 40))'.match(/(a|b|ab)*(a|b|ab)*(a|b|ab)*\\1\\2\\3c/)",
    ])
    func regularExpressions(_ site: String) async throws {
        let error = try await failure(site) { _ in }
        #expect(error.message.text.contains("takes more than the limit of 20000000 steps"), "\(error)")
    }

    @Test func time() async throws {
        let site = "Integer[0, 9999].each |$a| { Integer[0, 9999].each |$b| { $c = $a + $b } }"
        let error = try await failure(site) {
            $0.limits.seconds = 7
            $0.stop = { .timedOut }
        }
        #expect(error.id == "limit_exceeded")
        #expect(error.message.text == "Evaluation Error: the compile takes longer than 7 seconds")
        #expect(error.notes.map(\.message.text).contains { $0.contains("'seconds' under 'limits' in bunraku.yaml") })
    }

    @Test func cancelling() async throws {
        let site = "Integer[0, 9999].each |$a| { Integer[0, 9999].each |$b| { $c = $a + $b } }"
        let asked = Counter()
        let error = try await failure(site) { $0.stop = { asked.next() > 3 ? .cancelled : nil } }
        #expect(error.id == "compile_cancelled")
        #expect(asked.next() == 5)
    }

    private final class Counter: Sendable {
        private let count = Mutex(0)

        func next() -> Int {
            count.withLock { count in
                count += 1
                return count
            }
        }
    }
}
