import Diagnostics
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetTypes
import YAML

/// Data files of every format, encrypted values, and the hierarchy's own file: a lookup gives a value or an error.
struct HieraCheck: Check {
    private let keys: FuzzKeys

    private static let root = "environments/production"
    private static let formats = ["a.yaml", "a.json", "a.conf", "a.eyaml"]
    private static let strategies = [nil, "unique", "hash", "deep"].map { name in
        name.flatMap { try? MergeStrategy(.string($0)) }
    }
    /// The compiler is tried too, but takes a hundred times longer than a lookup.
    private static let compilerShare = 64

    /// The keys are those of the corpus, which can open what is encrypted there.
    init(corpus: [String]) { keys = FuzzKeys(corpus: corpus) }

    func run(_ bytes: [UInt8]) async throws {
        let names = Self.keys(in: bytes)
        for file in Self.formats {
            let engine = engine([
                "\(Self.root)/hiera.yaml": Array(Self.configuration(file).utf8), "\(Self.root)/data/\(file)": bytes,
            ])
            for name in names {
                for strategy in Self.strategies { Self.lookUp(name, strategy, engine) }
            }
        }
        let configured = [
            "\(Self.root)/hiera.yaml": bytes, "\(Self.root)/data/common.yaml": Array("a: 1".utf8),
        ]
        Self.lookUp("a", nil, engine(configured))
        _ = engine(configured).explain(key: "a", scope: Self.variable).text
        if bytes.reduce(0, { $0 &+ Int($1) }) % Self.compilerShare == 0 {
            try await Evaluation(files: configured, keys: keys).check("lookup('a', default_value => 1)")
        }
    }

    private func engine(_ files: [String: [UInt8]]) -> HieraEngine {
        HieraEngine(
            environment: "production", environmentRoot: Self.root, modules: [:], globalConfiguration: nil,
            files: FuzzFiles(files: files), keys: keys)
    }

    private static func lookUp(_ key: String, _ merge: MergeStrategy?, _ engine: HieraEngine) {
        do throws(HieraError) {
            guard let answer = try engine.lookup(key: key, merge: merge, scope: variable) else { return }
            _ = ValueFormatter.programmatic(answer.value)
            _ = answer.place?.description
        } catch {
            _ = TextRenderer().render(error.diagnostic)
        }
    }

    private static func variable(_ name: String) -> Value? {
        switch name {
        case "a", "::a": .string("b")
        case "facts", "::facts": .hash([.string("a"): .string("c"), .string("list"): .array([.integer(1)])])
        default: nil
        }
    }

    private static func configuration(_ file: String) -> String {
        let backend =
            switch file {
            case "a.json": "data_hash: json_data"
            case "a.conf": "data_hash: hocon_data"
            case "a.eyaml":
                "lookup_key: eyaml_lookup_key\n    options: {pkcs7_private_key: k, pkcs7_public_key: p}"
            default: "data_hash: yaml_data"
            }
        return "version: 5\nhierarchy:\n  - name: a\n    path: \(file)\n    \(backend)\n"
    }

    /// Some keys of the data, and some that are not there.
    private static func keys(in bytes: [UInt8]) -> [String] {
        let (documents, _) = YAMLParser.parse(SourceFile(path: "a", bytes: bytes))
        let names = documents.first?.mapping?.compactMap { $0.key.scalar?.text } ?? []
        return Array(names.prefix(5)) + ["a", "b", "a.b", "a.0", "lookup_options"]
    }
}

/// A tree of files in memory.
private struct FuzzFiles: HieraFiles {
    let files: [String: [UInt8]]

    func read(_ path: String) -> [UInt8]? { files[path] }
    func glob(_ pattern: String) -> [String] { files.keys.filter { $0.hasSuffix(".yaml") }.sorted() }
    func isDirectory(_ path: String) -> Bool { files.keys.contains { $0.hasPrefix("\(path)/") } }
}

/// Keys that do not come from the environment: those of the corpus.
struct FuzzKeys: KeyProvider {
    let pair: EYAMLKeyPair?

    init(corpus: [String]) {
        func text(_ name: String) -> String? {
            corpus.lazy.compactMap { FileManager.default.contents(atPath: "\($0)/hiera/eyaml/\(name)") }.first
                .map { String(decoding: $0, as: UTF8.self) }
        }
        pair = try? EYAMLKeyPair(privatePEM: text("private_key.pkcs7.pem"), publicPEM: text("public_key.pkcs7.pem"))
    }

    func keyPair(_ names: KeyNames, environment: String) throws(HieraError) -> EYAMLKeyPair {
        guard let pair else { throw HieraError(Diagnostic(id: "eyaml_key", "there are no keys")) }
        return pair
    }
}
