import Foundation
import Logging
import PKI

/// What the routes work with.
struct MasterParts: Sendable {
    let configuration: MasterConfiguration
    let service: any CatalogService
    let store: ReportStore
    let policy: AccessPolicy
    let revocations: RevocationChecker
    let metrics: Metrics
    let gate: CompileGate
    let deploys: DeployQueue
    let factsMemory: FactsMemory
    let logger: Logger
    let now: @Sendable () -> Date

    init(
        configuration: MasterConfiguration, service: any CatalogService, store: ReportStore, logger: Logger,
        now: @escaping @Sendable () -> Date
    ) {
        self.configuration = configuration
        self.service = service
        self.store = store
        self.logger = logger
        self.now = now
        policy = AccessPolicy(admins: configuration.admins, grants: configuration.grants)
        revocations = RevocationChecker(authority: configuration.authority)
        metrics = Metrics()
        gate = CompileGate(limit: configuration.limits.compiles, waitingLimit: configuration.limits.waitingCompiles)
        deploys = DeployQueue(service: service, metrics: metrics, logger: logger)
        factsMemory = FactsMemory()
    }
}
