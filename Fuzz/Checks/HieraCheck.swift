import Diagnostics
import Foundation
import Hiera
import JSON
import YAML

/// Data files of every format, encrypted values, and the hierarchy's own file: a lookup gives a value or an error.
struct HieraCheck: Check {
    private let keys: FuzzKeys

    private static let root = "environments/production"
    private static let formats = ["a.yaml", "a.json", "a.conf", "a.eyaml"]

    /// The keys are those of the corpus, which can open what is encrypted there.
    init(corpus: [String]) {
        func text(_ name: String) -> String? {
            corpus.lazy.compactMap { FileManager.default.contents(atPath: "\($0)/hiera/eyaml/\(name)") }.first
                .map { String(decoding: $0, as: UTF8.self) }
        }
        keys = FuzzKeys(privatePEM: text("private_key.pkcs7.pem"), publicPEM: text("public_key.pkcs7.pem"))
    }

    func run(_ bytes: [UInt8]) async throws {
        let text = String(decoding: bytes, as: UTF8.self)
        let keys = Self.keys(in: bytes)
        for file in Self.formats {
            let evaluation = Evaluation(
                files: [
                    "\(Self.root)/hiera.yaml": Array(Self.configuration(file).utf8), "\(Self.root)/data/\(file)": bytes,
                ], keys: self.keys)
            // One that fails does not keep the others from being tried.
            for lookup in Self.lookups(of: keys) { try await evaluation.check(lookup) }
        }
        let configured = Evaluation(
            files: ["\(Self.root)/hiera.yaml": bytes, "\(Self.root)/data/common.yaml": Array("a: 1".utf8)],
            keys: self.keys)
        try await configured.check("lookup('a', default_value => 1)")
        _ = EYAML.Tokens.inFile(text)
        for token in EYAML.Tokens.inValue(text).prefix(3) { self.keys.decrypt(token) }
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

    private static func lookups(of keys: [String]) -> [String] {
        keys.flatMap { key in
            let name = "'" + key.filter { $0 != "\\" && $0 != "'" } + "'"
            return ["lookup(\(name), default_value => 1)", "lookup(\(name), merge => deep, default_value => {})"]
        }
    }
}

/// Keys that do not come from the environment.
private struct FuzzKeys: KeyProvider {
    let privatePEM: String?
    let publicPEM: String?

    func keyPair(
        privateKeyPath: String?, publicKeyPath: String?, environment: String
    ) throws(HieraError) -> EYAMLKeyPair {
        do {
            return try EYAMLKeyPair(privatePEM: privatePEM, publicPEM: publicPEM)
        } catch {
            throw HieraError(Diagnostic(id: "eyaml_key", "there are no keys"))
        }
    }

    func decrypt(_ token: EYAML.Token) {
        guard let keys = try? EYAMLKeyPair(privatePEM: privatePEM, publicPEM: publicPEM) else { return }
        _ = try? EYAML.decrypt(token.base64, with: keys)
    }
}
