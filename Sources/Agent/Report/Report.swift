package import Foundation
package import JSON
package import OrderedCollections
import PuppetCatalog

/// A run's report, Puppet's report format 12.
package struct Report: Sendable {
    package let host: String
    package let time: Date
    package let environment: String
    package let transactionUUID: String
    package let noop: Bool
    package var configurationVersion = ""
    package var catalogUUID: String?
    package var codeID: String?
    /// The digest of the catalog that was applied; ours, Puppet has no such field.
    package var catalogDigest: String?
    package var serverUsed: String?
    package var cachedCatalogStatus = CachedCatalogStatus.notUsed
    /// False when the run ended before the catalog was through.
    package var transactionCompleted = false
    /// The run could not do its work: no catalog, no cluster.
    package var runFailed = false
    package var logs: [LogEntry] = []
    package var statuses: [ResourceStatus] = []
    /// Seconds by phase, for the metrics.
    package var durations: OrderedDictionary<String, Double> = [:]

    package enum CachedCatalogStatus: String, Hashable, Sendable {
        case notUsed = "not_used"
        case explicitlyRequested = "explicitly_requested"
        case onFailure = "on_failure"
    }

    package enum Status: String, Hashable, Sendable {
        case failed, changed, unchanged
    }

    package init(host: String, time: Date, environment: String, transactionUUID: String, noop: Bool) {
        self.host = host
        self.time = time
        self.environment = environment
        self.transactionUUID = transactionUUID
        self.noop = noop
    }

    package var status: Status {
        if runFailed || !transactionCompleted || statuses.contains(where: \.failed) { return .failed }
        return statuses.contains(where: \.changed) ? .changed : .unchanged
    }

    package var correctiveChange: Bool { statuses.contains(where: \.correctiveChange) }
    package var noopPending: Bool { statuses.contains { $0.events.contains { $0.status == .noop } } }

    package func json() -> JSON {
        var members: JSONObject = [
            "host": .string(host),
            "time": .string(Timestamps.iso8601(time)),
            "configuration_version": .string(configurationVersion),
            "transaction_uuid": .string(transactionUUID),
            "report_format": 12,
            "puppet_version": .string(Self.version),
            "status": .string(status.rawValue),
            "transaction_completed": .boolean(transactionCompleted),
            "noop": .boolean(noop),
            "noop_pending": .boolean(noopPending),
            "environment": .string(environment),
            "corrective_change": .boolean(correctiveChange),
            "logs": .array(logs.map { $0.json() }),
            "metrics": metrics(),
            "cached_catalog_status": .string(cachedCatalogStatus.rawValue),
        ]
        if let serverUsed { members["server_used"] = .string(serverUsed) }
        if let catalogUUID { members["catalog_uuid"] = .string(catalogUUID) }
        if let codeID { members["code_id"] = .string(codeID) }
        if let catalogDigest { members["catalog_digest"] = .string(catalogDigest) }
        var resources = JSONObject(minimumCapacity: statuses.count)
        for status in statuses { resources[status.reference.description] = status.json() }
        members["resource_statuses"] = .object(resources)
        return .object(members)
    }

    /// What reports name as the program that wrote them.
    static let version = "8.0.0-bunraku"
}
