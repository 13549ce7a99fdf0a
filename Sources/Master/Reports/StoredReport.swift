package import JSON

/// A report's place in the store, and what it is searched by.
package struct ReportSummary: Hashable, Sendable {
    package let id: Int64
    package let host: String
    package let environment: String
    /// `failed`, `changed` or `unchanged`.
    package let status: String
    /// When the run was, as the report says: ISO 8601.
    package let time: String
    /// When the master took the report, in seconds since 1970.
    package let receivedAt: Double
    /// The digest of the catalog that the run converged to, or nil.
    package let catalogDigest: String?
    package let codeID: String?
    package let transactionUUID: String?
    /// Whether the run put back what something else had changed.
    package let isCorrective: Bool
    package let isNoop: Bool
}

/// Which reports to list, newest first.
package struct ReportFilter: Hashable, Sendable {
    package var host: String?
    package var environment: String?
    package var status: String?
    package var catalogDigest: String?
    /// Only reports that the master took since then, in seconds since 1970.
    package var receivedSince: Double?
    package var isCorrective: Bool?
    package var limit = 100

    package init() {}
}

/// How long reports are kept.
package struct ReportRetention: Hashable, Sendable {
    /// Reports older than this are removed. Puppet's tools keep them for two weeks.
    package var seconds: Double = 14 * 86400
    /// No more than this many are kept for each host.
    package var countPerHost = 1000

    package init() {}
}

/// The facts that a node sent last.
package struct StoredFacts: Hashable, Sendable {
    package let node: String
    package let environment: String
    /// When they came, in seconds since 1970.
    package let receivedAt: Double
    package let values: JSONObject
}
