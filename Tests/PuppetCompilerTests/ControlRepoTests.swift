import Diagnostics
import Foundation
import Hiera
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetCompiler
import PuppetTypes
import TestSupport
import Testing

/// The control repo of this repository, compiled.
struct ControlRepoTests {
    private let circumstances = NodeCompiler.Circumstances(
        refreshKey: Array(repeating: 7, count: 32), now: 0, uuid: "00000000-0000-0000-0000-000000000000")

    private func environments() throws -> DirectoryEnvironments {
        let root = Fixtures.packageRoot
        var grants: [String: [GrantedKeys.Key]] = [:]
        for name in ["production", "staging", "feature_logtype"] {
            let folder = root.appending(path: ".bunraku/keys/\(name)")
            let privateKey = folder.appending(path: "private_key.pkcs7.pem")
            grants[name] = [
                try GrantedKeys.Key(
                    path: "keys/\(name)/private_key.pkcs7.pem",
                    privatePEM: try String(contentsOf: privateKey, encoding: .utf8))
            ]
        }
        return DirectoryEnvironments(codedir: root.path, keys: GrantedKeys(grants))
    }

    private func compile(_ node: String, in environment: String) async throws -> CompiledCatalog {
        let snapshot = try #require(try await environments().snapshot(environment))
        let facts = try #require(snapshot.nodes.facts.first { $0.node == node })
        return try await NodeCompiler().compile(.init(facts: facts), in: snapshot, circumstances)
    }

    @Test(arguments: [
        ("prod-eastus", "production"), ("prod-westus", "production"), ("stage-eastus", "staging"),
        ("dev-eastus", "feature_logtype"),
    ])
    func everyNodeCompilesWithoutWarning(node: String, environment: String) async throws {
        let compiled = try await compile(node, in: environment)
        #expect(compiled.warnings.isEmpty)
        #expect(compiled.catalog.environment == environment)
    }

    @Test func secretsAreDecryptedAndMarked() async throws {
        let catalog = try await compile("prod-eastus", in: "production").catalog
        let reference = ResourceReference(type: "K8s::Secret", title: "datadog/datadog")
        let secret = try #require(catalog.resources.first { $0.reference == reference })
        guard case .hash(let data)? = secret.parameters["stringData"] else {
            Issue.record("stringData is not a hash")
            return
        }
        #expect(data["api-key"] == .sensitive("production-datadog-0123456789abcdef"))
        #expect(!"\(catalog.masked)".contains("production-datadog-0123456789abcdef"))
    }

    @Test func compilesAreRepeatable() async throws {
        let first = try await compile("prod-eastus", in: "production")
        let second = try await compile("prod-eastus", in: "production")
        #expect(first.digest == second.digest)
    }

    @Test func anEnvironmentCannotUseAnothersKey() async throws {
        let snapshot = try #require(try await environments().snapshot("feature_logtype"))
        var contents: [String: [UInt8]] = [:]
        for path in snapshot.files.paths {
            var text = String(decoding: snapshot.files[path: path] ?? [], as: UTF8.self)
            if path.hasSuffix("feature_logtype/hiera.yaml") {
                text = text.replacingOccurrences(of: "%{environment}", with: "production")
            }
            contents[path] = Array(text.utf8)
        }
        let keys = GrantedKeys.none
        let stolen = EnvironmentSnapshot(
            origin: .init(name: "feature_logtype", root: "environments/feature_logtype"), files: FileTree(contents),
            keys: keys)
        let facts = NodeFacts(node: "dev-eastus", values: ["clustername": "dev-eastus"])
        let failure = await #expect(throws: CompileFailure.self) {
            try await NodeCompiler().compile(.init(facts: facts), in: stolen, circumstances)
        }
        let text = failure?.description ?? ""
        #expect(text.contains("feature_logtype"))
        #expect(text.contains("keys/production/private_key.pkcs7.pem"))
    }
}
