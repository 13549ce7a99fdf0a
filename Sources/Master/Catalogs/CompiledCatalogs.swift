import Crypto
package import Foundation
import JSON
import PuppetCatalog
package import PuppetCompiler

/// The compiler behind a master. A catalog is compiled once for each state of the environment, facts and
/// certificate extensions, and answered from memory until one of them changes.
package actor CompiledCatalogs: CatalogService {
    private let environments: any EnvironmentSource
    private let compiler: NodeCompiler
    private let refreshKey: [UInt8]
    private let serverName: String?
    private let classifier: (any NodeClassifier)?
    private let now: @Sendable () -> Date
    /// How long an environment's state is believed before it is looked at again.
    private let environmentTimeout: TimeInterval
    private var snapshots: [String: (snapshot: EnvironmentSnapshot, checked: Date)] = [:]
    private var catalogs: [Key: Entry] = [:]
    private var compiles: [Key: SharedCompile<Entry>] = [:]

    /// Catalogs kept at the most; the ones asked for longest ago go first.
    private static let capacity = 4096

    private struct Key: Hashable {
        let snapshot: String
        let node: String
        let facts: [UInt8]
        let extensions: [String: String]
        let classification: NodeClassification
    }

    private struct Entry: Sendable {
        let digest: String
        let body: [UInt8]
        var lastUse: Date
    }

    package init(
        environments: any EnvironmentSource, compiler: NodeCompiler, refreshKey: [UInt8], serverName: String? = nil,
        classifier: (any NodeClassifier)? = nil, environmentTimeout: TimeInterval = 0.5,
        now: @escaping @Sendable () -> Date = { Date() }
    ) {
        self.environments = environments
        self.compiler = compiler
        self.refreshKey = refreshKey
        self.serverName = serverName
        self.classifier = classifier
        self.environmentTimeout = environmentTimeout
        self.now = now
    }

    package func catalog(_ request: CatalogRequest) async throws -> CatalogAnswer {
        let classification = try await classification(of: request.node)
        // The classifier's word on the environment is the last.
        let snapshot = try await snapshot(classification.environment ?? request.environment)
        let facts = NodeFacts(node: request.node, values: request.facts)
        let key = key(request, classification, in: snapshot)
        return answer(try await entry(key, facts: facts, in: snapshot), in: snapshot)
    }

    private func classification(of node: String) async throws -> NodeClassification {
        guard let classifier else { return .none }
        do throws(NodeClassificationError) {
            return try await classifier.classification(of: node)
        } catch {
            throw CatalogServiceError.evaluation(message: error.description)
        }
    }

    private func key(
        _ request: CatalogRequest, _ classification: NodeClassification, in snapshot: EnvironmentSnapshot
    ) -> Key {
        let canonical = SHA256.hash(data: JSONWriter.bytes(.object(request.facts), .canonical))
        return Key(
            snapshot: snapshot.identity, node: request.node, facts: Array(canonical),
            extensions: request.trusted.extensions, classification: classification)
    }

    private func answer(_ entry: Entry, in snapshot: EnvironmentSnapshot) -> CatalogAnswer {
        let body = entry.body
        return CatalogAnswer(digest: entry.digest, environment: snapshot.name) { body }
    }

    /// The catalog where it needs neither a compile nor a classifier, and nil where it does.
    package func remembered(_ request: CatalogRequest) async -> CatalogAnswer? {
        guard classifier == nil, let snapshot = try? await snapshot(request.environment) else { return nil }
        let key = key(request, .none, in: snapshot)
        guard var known = catalogs[key] else { return nil }
        known.lastUse = now()
        catalogs[key] = known
        return answer(known, in: snapshot)
    }

    package func environments() async -> [EnvironmentSummary] {
        var summaries: [EnvironmentSummary] = []
        for name in (try? await environments.names()) ?? [] {
            if let snapshot = try? await snapshot(name) { summaries.append(Self.summary(snapshot)) }
        }
        return summaries
    }

    package func deploy(environment: String) async throws -> EnvironmentSummary? {
        snapshots[environment] = nil
        guard let snapshot = try await environments.snapshot(environment) else { return nil }
        snapshots[environment] = (snapshot, now())
        return Self.summary(snapshot)
    }

    private func snapshot(_ name: String) async throws -> EnvironmentSnapshot {
        if let known = snapshots[name], now().timeIntervalSince(known.checked) < environmentTimeout {
            return known.snapshot
        }
        guard let snapshot = try await environments.snapshot(name) else {
            snapshots[name] = nil
            throw CatalogServiceError.unknownEnvironment(name)
        }
        snapshots[name] = (snapshot, now())
        return snapshot
    }

    /// Agents that ask for the same catalog at the same time share one compile; it ends when none waits any more.
    private func entry(_ key: Key, facts: NodeFacts, in snapshot: EnvironmentSnapshot) async throws -> Entry {
        if var known = catalogs[key] {
            known.lastUse = now()
            catalogs[key] = known
            return known
        }
        if let running = compiles[key], !running.isCancelled { return try await running.value() }
        let circumstances = NodeCompiler.Circumstances(
            refreshKey: refreshKey, now: now().timeIntervalSince1970.rounded(.down),
            uuid: UUID().uuidString.lowercased(), serverName: serverName)
        let compiler = compiler
        let time = now()
        let compile = SharedCompile { () async throws -> Entry in
            let request = NodeCompiler.Request(
                facts: facts, trustedExtensions: key.extensions, classification: key.classification)
            do throws(CompileFailure) {
                let compiled = try await compiler.compile(request, in: snapshot, circumstances)
                return Entry(digest: compiled.digest, body: compiled.catalog.jsonBytes(), lastUse: time)
            } catch {
                throw CatalogServiceError.evaluation(message: error.description)
            }
        }
        compiles[key] = compile
        defer { if compiles[key] === compile { compiles[key] = nil } }
        let entry = try await compile.value()
        makeRoom()
        catalogs[key] = entry
        return entry
    }

    private func makeRoom() {
        guard catalogs.count >= Self.capacity else { return }
        let oldest = catalogs.sorted { $0.value.lastUse < $1.value.lastUse }.prefix(Self.capacity / 4)
        for (key, _) in oldest { catalogs[key] = nil }
    }

    private static func summary(_ snapshot: EnvironmentSnapshot) -> EnvironmentSummary {
        EnvironmentSummary(
            name: snapshot.name, modulepath: snapshot.moduleFolders,
            manifest: "\(snapshot.root)/\(snapshot.configuration.manifest)",
            configVersion: snapshot.configuration.configVersion ?? "", commit: snapshot.commit)
    }
}
