package import JSON

/// What the master asks of the compiler.
///
/// An implementation answers from memory where nothing that a catalog was made from has changed, honours
/// cancellation, and bounds what a compile may cost.
package protocol CatalogService: Sendable {
    /// The catalog of a node if it is in memory and still true, else nil. Asked first, and never made to wait.
    func remembered(_ request: CatalogRequest) async -> CatalogAnswer?

    /// The catalog of a node. Throws ``CatalogServiceError`` for what the client should be told.
    func catalog(_ request: CatalogRequest) async throws -> CatalogAnswer

    /// Every environment that can be compiled now.
    func environments() async -> [EnvironmentSummary]

    /// Brings an environment up to the head of its branch, and returns its new state.
    ///
    /// The name may be of an environment that is new, or whose branch is gone: then it is dropped and nil.
    func deploy(environment: String) async throws -> EnvironmentSummary?
}

extension CatalogService {
    package func remembered(_ request: CatalogRequest) async -> CatalogAnswer? { nil }
}

/// A node that wants its catalog.
package struct CatalogRequest: Sendable {
    package let node: String
    package let environment: String
    package let facts: JSONObject
    package let trusted: TrustedData
    package let transactionUUID: String?

    package init(
        node: String, environment: String, facts: JSONObject, trusted: TrustedData, transactionUUID: String? = nil
    ) {
        self.node = node
        self.environment = environment
        self.facts = facts
        self.trusted = trusted
        self.transactionUUID = transactionUUID
    }
}

/// A compiled catalog, of which only the digest is needed as long as nothing changed.
package struct CatalogAnswer: Sendable {
    /// The digest of the catalog's canonical form; it becomes the ETag.
    package let digest: String
    /// The environment that the catalog was compiled in.
    package let environment: String
    /// The catalog's JSON.
    package let body: @Sendable () async throws -> [UInt8]

    package init(digest: String, environment: String, body: @escaping @Sendable () async throws -> [UInt8]) {
        self.digest = digest
        self.environment = environment
        self.body = body
    }
}

/// One environment as `/puppet/v3/environments` and the web page show it.
package struct EnvironmentSummary: Hashable, Sendable {
    package let name: String
    package let modulepath: [String]
    package let manifest: String
    package let configVersion: String
    /// The commit that is deployed, if the environment comes from git.
    package let commit: String?

    package init(
        name: String, modulepath: [String], manifest: String, configVersion: String = "", commit: String? = nil
    ) {
        self.name = name
        self.modulepath = modulepath
        self.manifest = manifest
        self.configVersion = configVersion
        self.commit = commit
    }
}

/// Why there is no catalog, in terms that the client is told.
package enum CatalogServiceError: Error, Hashable, Sendable {
    case unknownEnvironment(String)
    /// The manifest, its data or a template is wrong. The text must not hold a sensitive value.
    case evaluation(message: String)
    /// Too much to do; try again after so many seconds.
    case busy(retryAfter: Int)
    case notFound(message: String)
}
