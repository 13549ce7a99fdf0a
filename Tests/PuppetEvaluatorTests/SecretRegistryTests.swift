import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetEvaluator
import PuppetSyntax
import PuppetTypes
import Testing

/// Every registered function, called with a secret in each place of each of its dispatches: neither what it gives, nor
/// its errors, nor its logs show the secret. The calls are made from the registry, so a new function cannot be
/// forgotten.
struct SecretRegistryTests {
    /// What must not show; also its parts, which functions like `capitalize` or `split` make of it.
    private static let secret = "hidden/sesame.4711"
    /// A text that breaks whatever is parsed: a regular expression, JSON, YAML, a type, a template.
    private static let broken = "<% hidden/sesame.4711([{: *"
    private static let telling = ["sesame", "SESAME", "Sesame", "4711", "aGlkZGVu"]

    /// Ways to hand a secret over: as it is, inside a `Sensitive`, deeper inside, and as the key of a hash.
    private static let carriers = [
        "$s", "Sensitive($s)", "[$s]", "[[$s, 1]]", "{ 'k' => $s }", "{ $s => 1 }", "Sensitive(['x', $s])",
    ]

    private static let blocks = ["", "|$x| { $x }", "|$x, $y| { [$x, $y] }", "|$x, $y| { true }", "|*$x| { $s }"]

    private static let registry = BuiltinFunctions.core.merging(BuiltinFunctions.standardLibrary) { core, _ in core }
    private static let names = registry.keys.sorted()

    /// A value that a parameter of a type takes, in the Puppet language.
    private static func sample(_ type: PuppetType) -> String {
        let candidates = [
            "'text'", "1", "1.5", "true", "undef", "['a', 'b']", "{ 'a' => 1 }", "String", "Integer", "/a/",
            "[1, 2]", "Integer[1, 3]", "default", "'%s'", "Timestamp(0)", "Timespan(1)", "Binary('YQ==')",
            "SemVer('1.0.0')", "Notify['x']", "Class['x']", "'a/b.epp'", "[['a', 1]]", "{ 'name' => 'x' }",
        ]
        return candidates.first { text in sampleValues[text].map { type.accepts($0) } ?? false } ?? "'text'"
    }

    private static let sampleValues: [String: Value] = [
        "'text'": "text", "1": 1, "1.5": .float(1.5), "true": true, "undef": .undef, "['a', 'b']": .array(["a", "b"]),
        "{ 'a' => 1 }": .hash(["a": 1]), "String": .type(.anyString), "/a/": .regexp("a"), "[1, 2]": .array([1, 2]),
        "default": .default, "[['a', 1]]": .array([.array(["a", 1])]), "{ 'name' => 'x' }": .hash(["name": "x"]),
        "Notify['x']": .type(.resource(typeName: "Notify", title: "x")), "Class['x']": .type(.classType(name: "x")),
    ]

    /// The calls of one function: each dispatch's arguments, with the secret in one place or in all.
    private static func calls(_ name: String) throws -> [String] {
        let function = try #require(registry[name])
        var calls: Set<String> = []
        let takesBlock = function.dispatches.contains { if case .none = $0.block { false } else { true } }
        func add(_ arguments: [String]) {
            for block in takesBlock ? blocks : Array(blocks.prefix(2)) {
                calls.insert("\(name)(\(arguments.joined(separator: ", "))) \(block)")
            }
        }
        for dispatch in function.dispatches {
            let samples = dispatch.parameters.map { sample($0.type) }
            for carrier in carriers {
                for position in samples.indices {
                    var arguments = samples
                    arguments[position] = carrier
                    add(arguments)
                }
                add(samples.map { _ in carrier })
                add([carrier] + samples)
            }
        }
        return calls.sorted()
    }

    @Test(arguments: names)
    func keepsSecrets(_ name: String) async throws {
        let calls = try Self.calls(name)
        let loader = try MemoryLoader()
        let leaks = await onLargeStack { () -> [String] in
            [Self.secret, Self.broken].flatMap { secret in
                calls.compactMap { call in
                    let code = "$s = \"${Sensitive('\(secret)')}\"\n$r = \(call)\n$r"
                    return Self.leak(code, loader).map { "\(call): \($0)" }
                }
            }
        }
        #expect(leaks.isEmpty, "\(leaks.count):\n\(leaks.prefix(12).joined(separator: "\n"))")
    }

    /// What a call shows of the secret, or nil.
    private static func leak(_ code: String, _ loader: MemoryLoader) -> String? {
        let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: code))
        if let problem = diagnostics.first(where: { $0.severity == .error }) { return "not parsed: \(problem)" }
        var input = CompileInput.test(loader: loader)
        input.isTracing = true
        do throws(EvaluationError) {
            let (value, logs) = try Evaluator.snippet(program, input)
            let shown = ValueFormatter.programmatic(value.masked)
            if isTelling(shown) { return "gives \(shown)" }
            for log in logs where isTelling(log.message + log.source) { return "logs \(log.message)" }
            return nil
        } catch {
            let diagnostic = error.diagnostic
            let texts =
                [diagnostic.message.text] + diagnostic.notes.map(\.message.text)
                + diagnostic.callStack.map(\.description)
            return texts.first(where: isTelling).map { "error: \($0)" }
        }
    }

    private static func isTelling(_ text: String) -> Bool { telling.contains { text.contains($0) } }

    /// What is no string is wrapped, because it cannot be marked.
    @Test(arguments: ["Integer", "Float", "Binary", "SemVer", "Timestamp", "Regexp"])
    func conversionsOfSecretsAreSensitive(_ type: String) async throws {
        let text = type == "SemVer" ? "1.2.3" : type == "Timestamp" ? "2020-01-01" : "1234"
        let code = "$s = \"${Sensitive('\(text)')}\"\n\(type)($s)"
        let loader = try MemoryLoader()
        let value = try await onLargeStack { () -> Result<Value, EvaluationError> in
            let (program, _) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: code))
            do throws(EvaluationError) {
                return .success(try Evaluator.evaluateSnippet(program, CompileInput.test(loader: loader)))
            } catch { return .failure(error) }
        }.get()
        guard case .sensitive = value else { Issue.record("\(value)"); return }
    }

    /// The language's own messages: about resources, relations, operators, conversions.
    @Test(arguments: [
        "notify { $s: }", "notify { [$s, $s]: }", "notify { Sensitive($s): }",
        "notify { 'a': message => $s, nope => $s }",
        "notify { 'a': message => $s } notify { 'a': message => $s }", "notify { 'a': * => { $s => 1 } }",
        "create_resources('notify', { $s => {} })", "create_resources('notify', { 'a' => { $s => 1 } })",
        "create_resources('nowhere', { 'a' => { 'x' => $s } })", "notify { 'a': require => $s }",
        "notify { 'a': before => Notify[$s] }", "Notify[$s] -> Notify['b']", "Notify['a'] -> $s", "Class[$s]",
        "realize(Notify[$s])", "Notify <| title == $s |> fail('x')", "Notify['a'] { message => $s }",
        "define d(Integer $p) { } d { 'a': p => $s }", "class c(Enum['a'] $p) { } class { 'c': p => $s }",
        "class c(Hash[String, Integer] $p) { } class { 'c': p => { 'k' => $s } }",
        "class c(Struct[{ a => Integer }] $p) { } class { 'c': p => { $s => 1 } }",
        "class c { } class { 'c': zz => $s }",
        "$s + 1", "1 - $s", "-$s", "$s < 1", "$s =~ 1", "'x' =~ $s", "$s in 1", "[1] + $s - 'x' + fail($s)", "$s << 1",
        "*$s", "$s['x']", "$s[1, 2, 3]", "$h = { 'a' => 1 } $h[$s] + 1", "[1][$s]", "$s.nowhere",
        "$s.each |$x| { fail($x) }",
        "$s ? { 'x' => 1 }", "case $s { /(.*)/: { fail($1) } }", "if $s =~ /(s.*)/ { notice($1) fail($0) }",
        "function f(Integer $x) { } f($s)", "function f(String $x) >> Integer { $x } f($s)",
        "inline_epp('<%- | Integer $x | -%>', { x => $s })", "inline_epp('<%= $x.nowhere %>', { x => $s })",
        "Deferred('f', [$s]) + 1", "Integer($s)", "Float($s)", "Timestamp($s)", "SemVer($s)", "Hash($s)", "Boolean($s)",
        "Enum[$s].assert_type('x')", "Pattern[$s].assert_type('x')", "notice($s) warning([$s]) err({ $s => $s })",
        "fail({ $s => 1 })", "tag($s)", "$x = \"${s}x\" fail($x)", "fail(@(\"E\"))\n${s}\nE\n", "[$x, $y] = [$s]",
        "notify { 'a': message => $s } Notify['a'] { message +> $s }", "notify { 'a': tag => $s }", "stage { $s: }",
        "notify { 'a': stage => $s }", "fail(Regexp($s))", "notice(URI($s))", "'x' =~ \"(${s}\"", "notice(Enum[$s])",
        "notice(Binary($s, '%s'))", "notice(Regexp[$s])", "notice(Type($s))", "$x = Struct[{ $s => String }] fail($x)",
        "notice(parsejson(\"{\\\"a\\\": \\\"${s}\\\"}\"))", "class c { } class { 'c': stage => $s }",
        "notify { 'a': alias => $s }",
    ])
    func theLanguageKeepsSecrets(_ code: String) async throws {
        let text = "$s = \"${Sensitive('\(Self.secret)')}\"\n\(code)\n"
        let loader = try MemoryLoader(site: text)
        let leak = await onLargeStack { () -> String? in
            var input = CompileInput.test(loader: loader)
            input.isTracing = true
            do throws(EvaluationError) {
                let output = try Compiler.compile(input)
                let shown = "\(output.catalog.masked)" + output.logs.map(\.message).joined()
                return Self.isTelling(shown) ? shown : nil
            } catch {
                return Self.isTelling("\(error.diagnostic.message) \(error.diagnostic.notes)") ? "\(error)" : nil
            }
        }
        #expect(leak == nil)
    }
}
