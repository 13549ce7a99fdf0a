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
        "concat(['a'], $s)", "deep_merge({ 'k' => 1 }, { 'k' => $s })", "prefix(['a'], $s)", "shell_escape($s)",
        "shell_split($s)", "stdlib::to_toml({ 'k' => $s })", "stdlib::to_toml({ 'k' => Sensitive('hidden') })",
        "stdlib::to_python([$s])", "pw_hash($s, 'SHA-512', 'salt')", "pw_hash(Sensitive('x'), 'SHA-512', 'salt')",
        "stdlib::sha256(Sensitive('x'))", "pick_default('', $s)",
        "join_keys_to_values({ 'k' => $s }, '=')", "[$s].stdlib::sort_by |$x| { $x }",
        "stdlib::nested_values({ 'k' => $s })",
        "['a'].stdlib::merge |$m, $v| { { $v => $s } }['a']", "parsejson(\"[\\\"${s}\\\"]\")", "regexpescape($s)",
        "seeded_rand_string(5, $s)", "bool2str(true, $s, 'n')",
        "scanf($s, '%s')", "strftime(Timestamp(0), $s)", "call('upcase', $s)", "$s.chop",
        "call(Deferred('upcase', [$s]))", "get({ 'k' => $s }, 'k')", "dig({ 'k' => [$s] }, 'k', 0)", "digest($s)",
        "stdlib::to_json_pretty([$s])", "to_json_pretty({ 'k' => $s })", "stdlib::to_yaml([$s])", "max($s, 'b')",
        "[$s].unique", "$s.unique", "[$s].slice(1)", "[$s].step(1)", "[$s].reverse_each", "[[$s]].tree_each",
        "$h = { 'k' => $s } $h.group_by |$k, $v| { 1 }", "[$s].partition |$x| { true }", "shellquote($s)", "$s.sort",
        "sprintf('%<k>s', { 'k' => $s })", "join([Sensitive('hidden')])", "inline_epp('<%= $x %>', { 'x' => $s })",
        "$s.convert_to(Array)", "[$s].filter |$x| { true }", "$s.then |$x| { $x }", "with($s) |$x| { \"<${x}>\" }",
        "parsejson(\"[17, {\\\"k\\\": \\\"${s}\\\"}]\")[0]",
        "abs(\"${Sensitive('17')}\")",
        "scanf(\"${Sensitive('17')}\", '%i')[0]", "to_bytes(\"${Sensitive('17')}\")",
        "md5($s)", "sha1($s)", "camelcase($s)", "capitalize($s)", "lstrip($s)", "rstrip($s)", "chomp($s)",
    ])
    func staySecret(_ code: String) async throws {
        #expect(try await evaluate(code).holdsSecret)
    }

    @Test(arguments: [
        "sprintf('%d', $s)", "sprintf('%f', $s)", "[1, $s].sort", "[true, $s].sort",
        "num2bool($s)", "str2bool($s)", "parsejson($s)", "validate_re($s, '^x$')", "validate_integer($s)",
        "validate_array($s)", "validate_slength($s, 1)", "validate_ip_address($s)", "to_bytes($s)", "range($s)",
        "enclose_ipv6($s)", "stdlib::ip_in_range($s, '10.0.0.0/8')", "prefix($s)", "has_key($s, 'x')",
        "clamp($s, 1, 2)",
        "pw_hash('x', $s, 'salt')", "pw_hash('x', 'SHA-512', $s + '!')", "delete_undef_values($s)", "shell_join($s)",
        "shell_split(\"${s}'\")", "getparam($s, 'x')", "ensure_resource('notify', $s, 1)", "deep_merge({}, $s)",
        "validate_legacy(Integer, 'x', $s)", "assert_type(Stdlib::Port, $s)", "assert_type(Stdlib::Fqdn, \"${s} \")",
        "get_module_path($s)", "stdlib::validate_email_address($s)",
        "file($s)", "binary_file($s)",
        "epp($s)", "call($s)", "lookup($s)", "hiera($s)", "lookup([$s, 'x'])", "get([1], $s)",
        "dig([1], $s)", "dig({ $s => 'x' }, $s, 'y')", "abs($s)", "floor($s)", "fail($s)", "assert_type($s, 1)",
        "new(Integer, $s)", "fqdn_rand($s)", "regsubst('x', \"(${s}\", 'y')", "split('x', \"(${s}\")",
        "match('x', \"(${s}\")", "include($s)", "create_resources($s, { 'a' => {} })", "tag(\"${s} x\")",
        "sprintf(\"%<${s}>s\", {})", "Timespan(0).strftime(\"%Q${s}\")", "strftime(Timestamp(0), '%F', $s)",
        "Timestamp($s)", "compare($s, 1)", "min($s) |$a| { 1 }", "scanf($s)", "slice($s, 0)", "step($s, 'x')",
        "inline_epp(\"<% ${s} ( %>\")", "realize($s)", "import($s)", "annotate($s, 1)", "yaml_data($s, 1)",
        "find_file($s, 1)", "stdlib::to_json_pretty($s)", "convert_to($s, Integer)", "versioncmp($s, 1)",
        "with(Sensitive('hidden').unwrap) |$x| { fail($x) }",
    ])
    func errorsDoNotQuoteIt(_ code: String) async throws {
        let error = await #expect(throws: EvaluationError.self) { try await evaluate(code) }
        #expect(error?.puppetDescription.contains("hidden") == false)
    }

    @Test(arguments: ["'x'.upcase", "join(['a', 'b'])", "$s.length", "$s =~ /h/"])
    func nothingElseBecomesSecret(_ code: String) async throws {
        #expect(try await !evaluate(code).holdsSecret)
    }
}
