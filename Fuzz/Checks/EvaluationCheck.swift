import Diagnostics
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetCompiler
import PuppetEvaluator
import PuppetTypes

/// The evaluator on a program: a value or an error, within its limits.
struct EvaluationCheck: Check {
    func run(_ bytes: [UInt8]) async throws {
        try await Evaluation.empty.check(String(decoding: bytes, as: UTF8.self))
    }
}

/// The type system: what a type's own text and relations to values give.
struct TypeCheck: Check {
    func run(_ bytes: [UInt8]) async throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let values = "[1, -1.5, 'a', '1.0.0', undef, true, [1, 'a'], {'a' => 1}, /a/, Integer, Sensitive('a'), default]"
        let code = """
            $t = \(text)
            $values = \(values)
            [$t =~ Type, $t <= $t, String($t), $values.map |$v| { $v =~ $t }, type($values) <= $t,
              $values.filter |$v| { $v =~ NotUndef[String] and $v =~ $t }]
            """
        try await Evaluation.empty.check(code)
        try await Evaluation.empty.check("\(values).map |$v| { \(text).new($v) }")
        try await Evaluation.empty.check("function f(\(text) $x) { $x } f(\(values))")
    }
}

/// Evaluates snippets with limits that end every one of them soon.
struct Evaluation {
    private let snapshot: EnvironmentSnapshot
    private static let compiler = NodeCompiler(
        limits: EvaluationLimits(depth: 500, steps: 50_000, size: 1 << 20, resources: 1000))
    private static let circumstances = NodeCompiler.Circumstances(
        refreshKey: Array(repeating: 0, count: 32), now: 1_000_000_000, uuid: "00000000-0000-0000-0000-000000000000")
    private static let facts = NodeFacts(
        node: "fuzz.example.com", values: ["a": "b", "os": ["family": "x"], "list": [1, 2, 3]])

    /// An environment without files.
    static let empty = Evaluation(files: [:])

    init(files: [String: [UInt8]], keys: any KeyProvider = NoKeys()) {
        snapshot = EnvironmentSnapshot(
            origin: .init(name: "production", root: "environments/production"),
            files: FileTree(files), keys: keys)
    }

    func check(_ code: String) async throws {
        switch await Self.compiler.evaluate(code, facts: Self.facts, in: snapshot, Self.circumstances) {
        case .success(let value):
            _ = ValueFormatter.programmatic(value)
            _ = TypeInference.infer(value).description
        case .failure(let error):
            _ = error.puppetDescription
            _ = TextRenderer().render(error.diagnostic)
        }
    }
}

/// No environment may decrypt anything.
struct NoKeys: KeyProvider {
    func keyPair(_ names: KeyNames, environment: String) throws(HieraError) -> EYAMLKeyPair {
        throw HieraError(Diagnostic(id: "eyaml_key", "there are no keys"))
    }
}
