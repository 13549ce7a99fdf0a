import Diagnostics
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetEvaluator
import PuppetSyntax
import PuppetTypes
import TestSupport
import Testing

/// What is ours alone: secrets, limits, logs, traces, the node classifier.
struct CompilerTests {
    private func compile(
        _ site: String, _ files: [String: String] = [:], data: LayeredData = LayeredData(),
        _ change: @Sendable (inout CompileInput) -> Void = { _ in }
    ) async throws -> CompileOutput {
        var input = CompileInput.test(loader: try MemoryLoader(site: site, files), data: data)
        change(&input)
        let frozen = input
        return try await onLargeStack { () -> Result<CompileOutput, EvaluationError> in
            do throws(EvaluationError) { return .success(try Compiler.compile(frozen)) } catch {
                return .failure(error)
            }
        }.get()
    }

    /// Resources, types, scopes and classes of a compile refer to each other, and each to a source file.
    @Test(arguments: ["", "\nnotify { 'a': }", "\nfail('no')"])
    func aCompileLeavesNothingBehind(_ rest: String) async throws {
        weak var file: SourceFile?
        do {
            let site =
                "define d($x) { notify { $title: message => $x } }\nclass c { d { 'a': x => { 'y' => [1] } } }\n"
                + "include c\nd { 'b': x => 1 }\nNotify <| title == 'b' |> { message => 'z' }\nD['b'] -> Class['c']"
            let loader = try MemoryLoader(site: site + rest)
            file = loader.initialManifests.first?.file
            try #require(file != nil)
            let input = CompileInput.test(loader: loader, data: LayeredData())
            let outcome = await onLargeStack { () -> String in
                do throws(EvaluationError) {
                    return "\(try Compiler.compile(input).catalog.resources.count) resources"
                } catch {
                    return error.diagnostic.message.text
                }
            }
            #expect(outcome.hasSuffix("resources") == rest.isEmpty)
        }
        #expect(file == nil)
    }

    private func failure(
        _ site: String, _ change: @Sendable (inout CompileInput) -> Void = { _ in }
    ) async -> String {
        do {
            _ = try await compile(site, [:], data: LayeredData(), change)
            return "no error"
        } catch let error as EvaluationError {
            return error.puppetDescription
        } catch {
            return "\(error)"
        }
    }

    private func resource(_ output: CompileOutput, _ reference: String) throws -> Resource {
        try #require(output.catalog.resources.first { $0.reference.description == reference })
    }

    @Test(arguments: [
        #"notify { 'n': message => "a ${Sensitive('s')} b" }"#,
        #"$h = { 'k' => Sensitive('s') } notify { 'n': message => "a ${h['k']} b" }"#,
        #"notify { 'n': message => "${"a ${Sensitive('s')}"} b" }"#,
        #"notify { 'n': message => inline_epp('a <%= $x %> b', { 'x' => Sensitive('s') }) }"#,
        #"notify { 'n': message => inline_epp('a <%= $x %> b', { 'x' => "${Sensitive('s')}" }) }"#,
        #"notify { 'n': message => Sensitive("a ${'s'} b") }"#,
        #"$s = "a ${Sensitive('s')} bc" notify { 'n': message => $s[0, 5] }"#,
        #"define d($m) { notify { 'n': message => "a ${m} b" } } d { 'x': m => Sensitive('s') }"#,
        #"if "a ${Sensitive('s')} bc" =~ /(a . b)/ { notify { 'n': message => $1 } }"#,
    ])
    func secretsStaySecret(_ site: String) async throws {
        let notify = try resource(try await compile(site), "Notify[n]")
        #expect(notify.sensitiveParameters == ["message"])
        #expect(notify.parameters["message"] == "a s b")
    }

    @Test func secretInsideAStructureIsMarked() async throws {
        let site =
            #"notify { 'n': message => { 'k' => ["x", "${Sensitive('s')}"], 'p' => Sensitive("${Sensitive('t')}") } }"#
        let notify = try resource(try await compile(site), "Notify[n]")
        #expect(notify.sensitiveParameters == [])
        #expect(notify.parameters["message"] == .hash(["k": .array(["x", .sensitive("s")]), "p": .sensitive("t")]))
    }

    @Test func secretsDoNotShow() async throws {
        let output = try await compile(#"notice("a ${Sensitive('hidden')}") warning(['x', Sensitive('hidden')])"#)
        #expect(output.logs.map(\.level) == [.notice, .warning])
        #expect(!output.logs.contains { $0.message.contains("hidden") })
        for site in [
            #"fail("no ${Sensitive('hidden')}")"#, #"1 + "${Sensitive('hidden')}""#,
            #""${Sensitive('hidden')}" ? { 'x' => 1 }"#,
            #"Enum['a', 'b'].assert_type("${Sensitive('hidden')}")"#, #"Integer("${Sensitive('hidden')}")"#,
            #"class c(Enum['a'] $x) { } class { 'c': x => "${Sensitive('hidden')}" }"#,
            #"notify { "${Sensitive('hidden')}x": message => 1, nope => 2 }"#.replacing(
                "${Sensitive('hidden')}x", with: "t"),
        ] {
            let message = await failure(site)
            #expect(message != "no error" && !message.contains("hidden"), "\(site): \(message)")
        }
    }

    @Test(arguments: [
        ("function f($x) { f($x + 1) } f(0)", "nested more than"),
        ("function f($x) { [1].each |$i| { if true { f($x + $i) } } } f(0)", "nested more than"),
        ("function f($x) { inline_epp('<%= f(1) %>') } f(0)", "nested more than"),
        (
            "function f($x) { [2, 1].sort |$a, $b| { case $a { Integer: { f($x) } default: { 1 } } } } f(0)",
            "nested more than"
        ),
        ("define d { d { \"${title}x\": } } d { 'a': }", "1000 times"),
        (
            "class a { include b } class b { include a } include a [1].each |$x| { notify { 'ok': } } fail('fine')",
            "fine"
        ),
        ("type T = Array[T] $x = [1] =~ T fail('fine')", "fine"),
        ("Integer[0, 100000].reduce([]) |$m, $i| { [$m] }", "nested more than the limit"),
        ("Integer[0, 100000].reduce([]) |$m, $i| { [1].map |$x| { $m } }", "nested more than the limit"),
        ("Integer[0, 100000].reduce([]) |$m, $i| { [] << $m }", "nested more than the limit"),
        ("Integer[0, 100000].reduce(Integer) |$m, $i| { Array[$m] }", "too large"),
    ])
    func recursionEndsInAnError(_ site: String, _ text: String) async {
        let message = await failure(site)
        #expect(message.contains(text), "\(message)")
    }

    @Test func deeplyNestedSourceIsAnError() async {
        let deep = "$x = " + Array(repeating: "1", count: 20_000).joined(separator: " + ") + " fail('done')"
        let message = await failure(deep)
        #expect(message.contains("nested"), "\(message.prefix(200))")
    }

    @Test func classifierAssignsClasses() async throws {
        let output = try await compile(
            "",
            ["a/manifests/init.pp": "class a($x = 1) { notify { \"a${x}\": } }", "b/manifests/init.pp": "class b { }"]
        ) {
            $0.classes = ["b": [:], "a": ["x": 5]]
            $0.parameters = ["site": "dc1"]
        }
        #expect(output.catalog.classes == ["b", "a", "settings", "a", "b"])
        _ = try resource(output, "Notify[a5]")
    }

    @Test func dataFillsParametersAndTracesSayWhere() async throws {
        let output = try await compile(
            "include a",
            ["a/manifests/init.pp": "class a($x,\n  $y = 2) {\n  notify { \"${x}${y}\": message => $x }\n}"],
            data: LayeredData([["a::x": "low"]])
        ) { $0.isTracing = true }
        _ = try resource(output, "Notify[low2]")
        let trace = try #require(output.trace)
        let notify = ResourceReference(type: "Notify", title: "low2")
        #expect(trace.parameters[notify]?["message"]?.line == 3)
        #expect(trace.parameters[ResourceReference(type: "Class", title: "A")]?["y"]?.line == 2)
        #expect(trace.resources[notify]?.file.path == "a/manifests/init.pp")
    }

    @Test func tracedTemplateKnowsItsLines() async throws {
        let template = "one\n<% [1,2].each |$i| { -%>\nline <%= $i %>\n<% } -%>\nlast <%= \"a\\nb\" %>\n"
        let output = try await compile(
            "notify { 'n': message => epp('m/t.epp') }", ["m/templates/t.epp": template]
        ) { $0.isTracing = true }
        let rendered = try #require(output.trace?.templates.first)
        #expect(rendered.text == "one\nline 1\nline 2\nlast a\nb\n")
        #expect(rendered.lines == [1, 3, 3, 5, 5, 6])
    }

    @Test func errorInsideADefinedTypeNamesItsDeclaration() async throws {
        do {
            _ = try await compile("define d { fail('deep') }\nd { 'q': }")
            Issue.record("no error")
        } catch let error as EvaluationError {
            #expect(error.diagnostic.place?.line == 1)
            #expect(error.callStack.map(\.description) == ["in D[q], declared at site.pp:2:1"])
        }
    }

    @Test func cycleIsFoundByTheGraph() async throws {
        let output = try await compile("notify { 'a': require => Notify['b'] } notify { 'b': require => Notify['a'] }")
        #expect(throws: RelationshipError.self) { try RelationshipGraph.resolve(output.catalog) }
    }

    @Test func catalogDigestIsStable() async throws {
        let site = "notify { 'a': message => Sensitive('x') } notify { 'b': require => Notify['a'] }"
        let first = try await compile(site).catalog
        let second = try await compile(site) { $0.version = "2" }.catalog
        #expect(first.digest == second.digest)
        #expect(try await compile(site.replacing("'x'", with: "'y'")).catalog.digest != first.digest)
        #expect(try Catalog(bytes: first.jsonBytes()).digest == first.digest)
    }
}
