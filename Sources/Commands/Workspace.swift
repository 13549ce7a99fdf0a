import Diagnostics
import Foundation
import Hiera
import OrderedCollections
import PKI
import Promotion
import PuppetCompiler

/// What commands share: the configuration, the environments of the codedir, and a compiler for them.
struct Workspace: Sendable {
    let configuration: Configuration
    let codedir: String
    let keys: any KeyProvider
    let repo: any ControlRepo
    let compiler: NodeCompiler

    init(configuration: Configuration, codedir: String) async throws {
        self.configuration = configuration
        compiler = NodeCompiler(limits: configuration.limits)
        self.codedir = URL(filePath: codedir).standardizedFileURL.path
        keys = try KeyFiles().provider(configuration)
        guard FileKind(at: codedir) == .folder else {
            throw CommandFailure("there is no codedir '\(codedir)'; name one with --codedir")
        }
        let git = GitRepository(path: self.codedir)
        if !FileManager.default.fileExists(atPath: "\(codedir)/environments"), await git.isRepository {
            repo = GitControlRepo(environments: GitEnvironments(repository: git, keys: keys))
        } else {
            repo = DirectoryControlRepo(
                codedir: self.codedir,
                environments: DirectoryEnvironments(
                    codedir: self.codedir, keys: keys, data: configuration.data.map(DataGrants.init) ?? .shared))
        }
    }

    /// An environment, or an error that lists the ones there are.
    func snapshot(_ name: String) async throws -> EnvironmentSnapshot {
        if let snapshot = try await repo.environments.snapshot(name) { return snapshot }
        let names = try await repo.environments.names()
        let known = names.isEmpty ? "there are none in \(codedir)" : "there are \(names.joined(separator: ", "))"
        throw CommandFailure("there is no environment '\(name)'\(Self.hint(name, names)); \(known)")
    }

    /// `, did you mean 'name'?`, or nothing.
    static func hint(_ name: String, _ known: some Sequence<String>) -> String {
        NearestName.nearest(to: name, in: known).map { ", did you mean '\($0)'?" } ?? ""
    }

    /// What to say of a node whose facts nobody knows.
    func unknownNode(_ node: String, in snapshot: EnvironmentSnapshot) -> String {
        "no facts of '\(node)' are known\(Self.hint(node, snapshot.nodes.facts.map(\.node))); name a file with --facts"
    }

    /// An environment, or an empty one of that name where the codedir has none.
    func snapshotOrEmpty(_ name: String) async throws -> EnvironmentSnapshot {
        if let snapshot = try await repo.environments.snapshot(name) { return snapshot }
        return EnvironmentSnapshot(origin: .init(name: name, root: "environments/\(name)"), files: .empty, keys: keys)
    }

    /// The facts of a node: the file that was named, or else the environment's own, or none.
    func facts(of node: String, file path: String?, in snapshot: EnvironmentSnapshot) throws -> NodeFacts {
        guard Certname.isValid(node) else {
            throw CommandFailure(
                "'\(node)' is not a node's name: use lower case letters, digits, '.', '_' and '-' only")
        }
        guard let path else { return snapshot.facts(of: node) ?? NodeFacts(node: node, values: [:]) }
        let (facts, diagnostics) = NodeFacts.parse(try InputFile.source(path, "the facts file"), node: node)
        guard let facts else { throw CommandFailure(diagnostics) }
        return facts
    }

    func circumstances() throws -> NodeCompiler.Circumstances {
        NodeCompiler.Circumstances(
            refreshKey: try refreshKey(), now: Date().timeIntervalSince1970.rounded(.down),
            uuid: UUID().uuidString.lowercased())
    }

    /// The configured key, or one of zeroes where none is: refresh digests of a compile on the command line are for
    /// looking at, not for a cluster.
    private func refreshKey() throws -> [UInt8] {
        guard let path = configuration.refreshKey.map(configuration.resolve) else {
            return Array(repeating: 0, count: 32)
        }
        let key = try InputFile.bytes(path, "the refresh key")
        guard key.count >= 16 else { throw CommandFailure("\(path): the refresh key must be 16 bytes or more") }
        return key
    }

    /// What the configured classifier says of a node.
    func classification(of node: String) async throws -> NodeClassification {
        guard let classifier = ExternalNodes(configuration) else { return .none }
        do throws(NodeClassificationError) {
            return try await classifier.classification(of: node)
        } catch {
            throw CommandFailure(error.description)
        }
    }

    func compile(
        _ facts: NodeFacts, classification: NodeClassification = .none, in snapshot: EnvironmentSnapshot,
        isTracing: Bool = false
    ) async throws -> CompiledCatalog {
        do throws(CompileFailure) {
            return try await compiler.compile(
                .init(facts: facts, classification: classification, isTracing: isTracing), in: snapshot,
                try circumstancesOrFailure())
        } catch {
            throw CommandFailure(error.diagnostics)
        }
    }

    private func circumstancesOrFailure() throws(CompileFailure) -> NodeCompiler.Circumstances {
        do {
            return try circumstances()
        } catch {
            throw CompileFailure(diagnostics: [Diagnostic(id: "refresh_key", "\(error)")])
        }
    }

    func promoter() throws -> Promoter {
        Promoter(repo: repo, compiler: compiler, circumstances: try circumstances(), policies: configuration.promotion)
    }
}

extension EnvironmentSnapshot {
    /// The facts that the environment itself holds of a node, or nil.
    func facts(of node: String) -> NodeFacts? { nodes.facts.first { $0.node == node } }
}
