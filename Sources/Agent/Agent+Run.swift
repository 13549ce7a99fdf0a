import Crypto
import Diagnostics
import Foundation
import JSON
import KubernetesCatalog
import KubernetesClient
import OrderedCollections
import PuppetCatalog
import PuppetTypes

extension Agent {
    /// A run under its lock.
    func run(_ client: KubernetesClient, given catalog: Catalog? = nil) async -> RunResult {
        let log = makeLog()
        do {
            if let message = try DisabledLock(stateDirectory).message() {
                return refuse(log, "Skipping run; administratively disabled (Reason: '\(message)')")
            }
            guard let lock = try RunLock.acquire(in: stateDirectory) else {
                return refuse(log, "Run of the agent already in progress; skipping")
            }
            let result = await run(client, given: catalog, log)
            lock.release()
            return result
        } catch {
            return refuse(log, "\(error)")
        }
    }

    private func refuse(_ log: RunLog, _ reason: String) -> RunResult {
        log.notice(reason)
        var report = newReport()
        report.runFailed = true
        report.logs = log.collected
        let result = RunResult(report: report, catalogSource: nil, failure: reason)
        observe(.runFinished(result))
        return result
    }

    private func run(_ client: KubernetesClient, given: Catalog?, _ log: RunLog) async -> RunResult {
        observe(.runStarted)
        var report = newReport()
        var source: RunResult.CatalogSource?
        var failure: String?
        var plan: RunPlan?
        let start = ContinuousClock.now
        let session = MasterSession(agent: self, log: log)
        do {
            let memory = try memory()
            let prepared = try await prepared(client, memory, session, given, &report, &source)
            try await converge(client, prepared, memory, log, &report, &plan)
        } catch is CancellationError {
            let reason = withState { $0.stopReason }
            failure = reason ?? "stopped before its end"
            if let reason {
                log.error("the run was stopped before its end: \(reason)")
            } else {
                log.notice("the run was stopped before its end")
            }
        } catch {
            let reason = (error as? Diagnostic)?.puppetDescription ?? "\(error)"
            failure = reason
            report.runFailed = true
            log.error(reason)
        }
        report.durations["total"] = (ContinuousClock.now - start).inSeconds
        if failure == nil { log.notice("Applied catalog in \(start.duration(to: .now).words)") }
        report.logs = log.collected
        let result = RunResult(report: report, catalogSource: source, failure: failure, plan: plan)
        do {
            try LastRunSummary(report).store(in: stateDirectory)
        } catch {
            log.warning("\(error)")
        }
        if given == nil, configuration.reportsToMaster { await session.deliver(report) }
        observe(.runFinished(result))
        return result
    }

    /// The catalog to apply, made ready. The catalog itself is large, and is let go here.
    private func prepared(
        _ client: KubernetesClient, _ memory: AppliedMemory, _ session: MasterSession, _ given: Catalog?,
        _ report: inout Report, _ source: inout RunResult.CatalogSource?
    ) async throws -> PreparedCatalog {
        let start = ContinuousClock.now
        let fetched: FetchedCatalog
        if let given {
            fetched = FetchedCatalog(given, source: .given)
        } else if let path = configuration.catalogFile {
            fetched = try FetchedCatalog(file: path)
        } else {
            fetched = try await session.catalog(client, transactionUUID: report.transactionUUID)
        }
        source = fetched.source
        report.durations["config_retrieval"] = (ContinuousClock.now - start).inSeconds
        report.note(fetched, server: configuration.server)
        observe(.catalog(digest: fetched.summary.digest, fetched.source))
        session.log.info("Applying configuration version '\(fetched.summary.version)'")
        let digest = fetched.summary.digest
        if let known = withState({ $0.prepared }), known.digest == digest { return known }
        guard let catalog = fetched.catalog else {
            throw MasterError.invalidAnswer("304 for a catalog that is not here")
        }
        let prepared = try PreparedCatalog(catalog, digest: digest, configuration.applySetParent, memory)
        withState { $0.prepared = prepared }
        return prepared
    }

    /// Makes the cluster what the catalog says.
    private func converge(
        _ client: KubernetesClient, _ prepared: PreparedCatalog, _ memory: AppliedMemory, _ log: RunLog,
        _ report: inout Report, _ runPlan: inout RunPlan?
    ) async throws {
        let selection = try selection(prepared.plan.schedules)
        let reconciler = Reconciler(
            client: client, configuration: configuration, memory: memory, log: log, selection: selection,
            observe: observe)
        events?.begin(prepared, memory)
        let timeouts = prepared.desired.compactMap(\.attributes.timeout)
        pulse.expectWaits(of: max(configuration.healthTimeout, .seconds(timeouts.max() ?? 0)))
        for warning in prepared.plan.warnings { log.warning(warning) }
        drift.begin(prepared.desired, applySetID: reconciler.parent.id)
        let drift = drift
        let outcome = try await reconciler.reconcile(prepared) { drift.settle($0) }
        report.statuses =
            outcome.statuses + HostResources(prepared.plan.hostResources, selection).statuses(log, configuration.now)
        for (phase, seconds) in outcome.durations { report.durations[phase] = seconds }
        report.transactionCompleted = outcome.isComplete
        runPlan = outcome.plan
        runPlan?.catalogDigest = prepared.digest
        if !configuration.noop { try memory.store(in: stateDirectory) }
        try selection.checked.store(in: stateDirectory, now: configuration.now())
        try Task.checkCancellation()
    }

    /// What may be touched now.
    func selection(_ schedules: Schedules) throws -> Selection {
        Selection(configuration: configuration, schedules: schedules, checked: try checkedTimes())
    }

    private func checkedTimes() throws(StateError) -> CheckedTimes {
        if let checked = withState({ $0.checked }) { return checked }
        let checked = try CheckedTimes(from: stateDirectory)
        return withState { state in
            let known = state.checked ?? checked
            state.checked = known
            return known
        }
    }

    /// What was right before, from the last life if need be.
    func memory() throws -> AppliedMemory {
        if let memory = withState({ $0.memory }) { return memory }
        let identity = try AgentIdentity(certname: configuration.certname, sslDirectory: configuration.sslDirectory)
        let key = AgentKeys.key(for: "applied objects", privateKeyPEM: try identity.privateKeyPEM())
        let memory = try AppliedMemory.load(from: stateDirectory, key: key)
        withState { $0.memory = memory }
        return memory
    }
}

extension Report {
    mutating func note(_ fetched: FetchedCatalog, server: String) {
        note(fetched.summary)
        switch fetched.source {
        case .new, .notModified: serverUsed = server
        case .cache: cachedCatalogStatus = .onFailure
        case .given: cachedCatalogStatus = .explicitlyRequested
        }
    }
    mutating func note(_ catalog: CatalogSummary) {
        configurationVersion = catalog.version
        catalogUUID = catalog.uuid
        codeID = catalog.codeID
        catalogDigest = catalog.digest
    }
}
