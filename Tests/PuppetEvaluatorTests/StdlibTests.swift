import Diagnostics
import JSON
import OrderedCollections
import PuppetEvaluator
import PuppetSyntax
import PuppetTypes
import TestSupport
import Testing

/// Answers of Puppet with puppetlabs-stdlib 9.7, and with 8.6 for what 9 left out. No module of that name is there
/// here.
struct StdlibTests {
    /// An answer; `refused` where Ruby's own words are the error.
    private struct Example: Sendable {
        let code: String
        let value: String?
        let type: String?
        let error: String?

        init?(_ line: String) {
            guard let json = try? JSONParser.parse(line), let code = json["code"]?.string else { return nil }
            self.code = code
            value = json["value"]?.string
            type = json["type"]?.string
            error = json["error"]?.string
        }

        func isMet(by result: Result<Value, EvaluationError>) -> Bool {
            switch result {
            case .success(let given):
                ValueFormatter.programmatic(given) == value && TypeInference.inferReduced(given).description == type
            case .failure(let given):
                value == nil && (error.map { ErrorText(given.puppetDescription).agrees(with: ErrorText($0)) } ?? true)
            }
        }
    }

    @Test(arguments: [("stdlib", 2700), ("stdlib-legacy", 900), ("stdlib-types", 800)])
    func agreesWithPuppet(_ fixture: String, _ minimum: Int) async throws {
        let examples = try Fixtures.lines("evaluate/\(fixture).jsonl").compactMap(Example.init)
        #expect(examples.count >= minimum)
        let facts = Value(data: try JSONParser.parse(try Fixtures.lines("evaluate/stdlib-facts.json").joined()))
        let loader = try MemoryLoader()
        let failures = await onLargeStack {
            examples.compactMap { example -> String? in
                let result = Self.evaluate(example.code, loader, facts)
                return example.isMet(by: result) ? nil : "\(example) got \(result)"
            }
        }
        #expect(failures == [])
    }

    private static func evaluate(
        _ code: String, _ loader: MemoryLoader, _ facts: Value = .hash([:])
    ) -> Result<Value, EvaluationError> {
        let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: code))
        if let problem = diagnostics.first(where: { $0.severity == .error }) {
            return .failure(EvaluationError(problem))
        }
        guard case .hash(let facts) = facts else { return .success(.undef) }
        do throws(EvaluationError) {
            return .success(try Evaluator.evaluateSnippet(program, CompileInput.test(loader: loader, facts: facts)))
        } catch {
            return .failure(error)
        }
    }

    /// A module `stdlib` of the environment: its functions and aliases in the Puppet language come first.
    @Test(arguments: [
        ("stdlib::ensure(true)", "'own present'"), ("stdlib::extname('a.b')", "'.b'"),
        ("assert_type(Stdlib::Port, 'any')", "'any'"), ("'x' =~ Stdlib::Fqdn", "true"),
        ("assert_type(Stdlib::Host, 'h')", "'h'"), ("upcase('a')", "'A'"), ("union(['a'], ['b'])", "['a', 'b']"),
        ("merge({ 'a' => 1 }, { 'b' => 2 })", "'own merge'"),
    ])
    func modulesOfTheEnvironmentComeFirst(_ code: String, _ value: String) async throws {
        let loader = try MemoryLoader([
            "stdlib/functions/ensure.pp": "function stdlib::ensure($x) { \"own ${$x.bool2str('present', 'absent')}\" }",
            "stdlib/functions/merge.pp": "function stdlib::merge(*$hashes) { 'own merge' }",
            "stdlib/types/port.pp": "type Stdlib::Port = String",
        ])
        let result = await onLargeStack { Self.evaluate(code, loader) }
        #expect(ValueFormatter.programmatic(try result.get()) == value)
    }

    /// What would look at the host, the network or a clock, or would be random.
    @Test(arguments: [
        "glob('/etc/*')", "pry()", "shuffle(['a'])", "str2saltedsha512('x')", "validate_cmd('x', '/bin/true')",
        "validate_augeas('x', 'y')", "parsepson('{}')", "loadyaml('https://example.org/x.yaml')",
        "pw_hash('x', 'SHA-1', 'salt')",
    ])
    func refuses(_ code: String) async throws {
        let loader = try MemoryLoader()
        let result = await onLargeStack { Self.evaluate(code, loader) }
        #expect(throws: EvaluationError.self) { try result.get() }
    }

    @Test func readsTheTimeOfTheCompile() async throws {
        let loader = try MemoryLoader()
        let result = await onLargeStack { () -> Result<Value, EvaluationError> in
            let (program, _) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: "time()"))
            var input = CompileInput.test(loader: loader)
            input.now = 1_700_000_000.75
            do throws(EvaluationError) {
                return .success(try Evaluator.evaluateSnippet(program, input))
            } catch {
                return .failure(error)
            }
        }
        #expect(try result.get() == 1_700_000_000)
    }
}
