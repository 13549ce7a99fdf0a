import Foundation
import JSON
import KubernetesClient
import PuppetCatalog

/// What one run has to do with the master: the catalog at its start, the report at its end.
struct MasterSession: Sendable {
    let agent: Agent
    let log: RunLog

    private var configuration: AgentConfiguration { agent.configuration }
    private var queue: ReportQueue { ReportQueue(agent.stateDirectory) }

    private static let factsLifetime: Duration = .seconds(3600 * 24)

    /// The catalog to apply: the master's, or the cached one when the master is away.
    func catalog(_ client: KubernetesClient, transactionUUID: String) async throws -> FetchedCatalog {
        let facts = try await ClusterFacts(configuration: configuration, client: client, log: log).collect()
        let identity = try identity()
        let cache = CatalogCache(
            agent.stateDirectory, privateKeyPEM: try identity.privateKeyPEM(), certname: configuration.certname)
        let known = known(cache)
        do {
            return try await withMaster(identity) { master in
                try await fetch(master, facts, transactionUUID: transactionUUID, known, cache)
            }
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            guard configuration.usesCacheOnFailure, let known else { throw error }
            log.error("Could not retrieve catalog from remote server: \(error)")
            log.notice("Using cached catalog from environment '\(known.environment)'")
            if let confirmed = agent.withState({ $0.catalogConfirmed }) {
                let age = Duration.seconds((agent.stopwatch.elapsed - confirmed).components.seconds)
                log.notice("the master last confirmed this catalog \(age.words) ago")
            }
            return known.fetched(.cache)
        }
    }

    /// Whether the master would give another catalog than the one that is being applied.
    func hasNewCatalog(_ client: KubernetesClient) async throws -> Bool {
        guard let digest = agent.withState({ $0.catalog?.digest }) else { return false }
        let facts = try await ClusterFacts(configuration: configuration, client: client, log: log).collect()
        let document = document(facts)
        return try await withMaster(try identity()) { master in
            let answer = try await master.catalog(
                facts: document, transactionUUID: UUID().uuidString.lowercased(), digest: digest)
            if case .catalog = answer { return true }
            return false
        }
    }

    private func document(_ facts: JSON) -> MasterClient.FactsDocument {
        MasterClient.FactsDocument(
            certname: configuration.certname, values: facts, now: configuration.now(), lifetime: Self.factsLifetime)
    }

    /// A catalog that need not be asked for again.
    private enum Known: Sendable {
        /// It is ready.
        case prepared(CatalogSummary)
        /// It was found in the cache.
        case cached(Catalog, digest: String)

        var digest: String {
            switch self {
            case .prepared(let summary): summary.digest
            case .cached(_, let digest): digest
            }
        }

        var environment: String {
            switch self {
            case .prepared(let summary): summary.environment
            case .cached(let catalog, _): catalog.environment
            }
        }

        func fetched(_ source: RunResult.CatalogSource) -> FetchedCatalog {
            switch self {
            case .prepared(let summary): FetchedCatalog(prepared: summary, source: source)
            case .cached(let catalog, _): FetchedCatalog(catalog, source: source)
            }
        }
    }

    /// The catalog of the last run, of this life or an earlier one; only of the same environment.
    private func known(_ cache: CatalogCache) -> Known? {
        if let summary = agent.withState({ state in
            state.catalog.flatMap { $0.digest == state.prepared?.digest ? $0 : nil }
        }) {
            return .prepared(summary)
        }
        do {
            guard let catalog = try cache.load() else { return nil }
            guard catalog.environment == configuration.environment else {
                log.warning(
                    "the cached catalog is not used: it is of environment '\(catalog.environment)', not of '\(configuration.environment)'"
                )
                return nil
            }
            // The time of day may have been set back since.
            let age = Duration.seconds(max(configuration.now().timeIntervalSince(cache.confirmed ?? .distantPast), 0))
            if cache.confirmed != nil {
                agent.withState { [elapsed = agent.stopwatch.elapsed] in $0.catalogConfirmed = elapsed - age }
            }
            return .cached(catalog, digest: catalog.digest)
        } catch {
            log.warning("the cached catalog cannot be used: \(error)")
            return nil
        }
    }

    private func fetch(
        _ master: MasterClient, _ facts: JSON, transactionUUID: String, _ known: Known?, _ cache: CatalogCache
    ) async throws -> FetchedCatalog {
        let document = document(facts)
        try await sendFacts(master, document, facts)
        let answer = try await master.catalog(facts: document, transactionUUID: transactionUUID, digest: known?.digest)
        switch answer {
        case .notModified:
            guard let known else { throw MasterError.invalidAnswer("304 to a question without a digest") }
            if !configuration.noop { try cache.confirm(at: configuration.now()) }
            return remember(known.fetched(.notModified))
        case .catalog(let catalog):
            guard catalog.environment == configuration.environment else {
                throw MasterError.invalidAnswer(
                    "the catalog is of environment '\(catalog.environment)', not of '\(configuration.environment)'")
            }
            let fetched = remember(FetchedCatalog(catalog, source: .new))
            if !configuration.noop {
                try cache.store(catalog)
                try cache.confirm(at: configuration.now())
            }
            return fetched
        }
    }

    private func remember(_ fetched: FetchedCatalog) -> FetchedCatalog {
        agent.withState { [elapsed = agent.stopwatch.elapsed] state in
            state.catalog = fetched.summary
            state.catalogConfirmed = elapsed
        }
        return fetched
    }

    /// Facts travel with the question for a catalog too; by themselves only when they changed.
    private func sendFacts(_ master: MasterClient, _ document: MasterClient.FactsDocument, _ facts: JSON) async throws {
        let text = JSONWriter.text(facts, .canonical)
        guard agent.withState({ $0.sentFacts }) != text else { return }
        try await master.sendFacts(document)
        agent.withState { $0.sentFacts = text }
    }

    /// Sends what waits, oldest first, and then this report; keeps it for later when the master is away.
    func deliver(_ report: Report) async {
        do {
            try queue.add(report.json(), environment: report.environment)
        } catch {
            return log.warning("the report cannot be kept: \(error)")
        }
        await deliverWaiting()
    }

    /// Sends what waits, oldest first.
    func deliverWaiting() async {
        do {
            guard let identity = try? identity(), try identity.certificate(at: configuration.now()) != nil else {
                return
            }
            try await withMaster(identity) { master in
                for name in queue.names() {
                    if let entry = try queue.entry(name) {
                        try await send(entry, to: master)
                    }
                    try queue.remove(name)
                }
            }
        } catch is CancellationError {
            log.info("the report is kept for later")
        } catch {
            log.warning("Could not send report: \(error); it is kept and sent later")
        }
    }

    /// A report that the master does not want is not worth keeping; one that it could not take is.
    private func send(_ entry: ReportQueue.Entry, to master: MasterClient) async throws {
        do {
            try await master.sendReport(entry.report, environment: entry.environment)
        } catch let error as MasterError {
            guard case .status(let code, _, _, _) = error, (400..<500).contains(code), code != 429 else { throw error }
            log.warning("the master refused a report: \(error)")
        }
    }

    private func identity() throws -> AgentIdentity {
        try AgentIdentity(certname: configuration.certname, sslDirectory: configuration.sslDirectory)
    }

    private func withMaster<Result>(
        _ identity: AgentIdentity, _ body: (MasterClient) async throws -> Result
    ) async throws -> Result {
        let credentials = try await CertificateBootstrap(configuration: configuration, identity: identity, log: log)
            .credentials()
        var settings = MasterConnection.Settings()
        settings.clock = configuration.clock
        return try await MasterConnection.with(
            server: configuration.server, trust: .authorities(pem: credentials.authorityPEM),
            certificate: (credentials.certificatePEM, credentials.privateKeyPEM), settings: settings
        ) { connection in
            try await body(
                MasterClient(
                    connection: connection, certname: configuration.certname, environment: configuration.environment))
        }
    }
}
