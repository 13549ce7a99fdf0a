import Foundation
import KubernetesClient
import ServiceLifecycle

extension Agent {
    /// Runs until it is cancelled or asked to shut down.
    ///
    /// With a graceful shutdown a run is cut short, its report delivered or kept, and the lease given back. Throws where
    /// the agent cannot begin.
    package func run() async throws {
        do {
            guard let address = configuration.monitorAddress else { return try await serve() }
            try await Monitor(agent: self, address: address).serve { try await self.serve() }
        } catch is CancellationError {
            makeLog().notice("stopped")
        }
    }

    private func serve() async throws {
        do {
            try await KubernetesClient.withClient(configuration.cluster, clientConfiguration) { client in
                try await self.leading(standby: { await self.standBy($0) }) { try await self.work(client) }
            }
        } catch is CancellationError {
            await deliverWaitingReports()
            throw CancellationError()
        }
    }

    /// Does the work, when and as long as this replica leads, if there is an election. A graceful shutdown cancels it.
    func leading(
        standby: @escaping @Sendable (KubernetesClient) async -> Void,
        _ work: @escaping @Sendable () async throws -> Void
    ) async throws {
        guard let election = configuration.leaderElection else {
            return try await cancelWhenGracefulShutdown { try await work() }
        }
        // Renewals must not wait behind a run's requests, and are tried again by the elector.
        var settings = clientConfiguration
        settings.retryPolicy.maximumAttempts = 1
        settings.requestTimeout = election.renewDeadline / 2
        settings.connectionLimit = 4
        settings.observe = { [metrics] in metrics.note($0) }
        try await KubernetesClient.withClient(configuration.cluster, settings) { client in
            let lock = LeaseLock(
                client: client, name: election.leaseName, namespace: election.leaseNamespace,
                fieldManager: "\(self.configuration.fieldManager)-lease")
            try await LeaderElector(election, lock: lock, agent: self).run(
                standby: {
                    self.withState { $0.role = .standby }
                    await standby(client)
                }, lead: work)
        }
    }

    private func work(_ client: KubernetesClient) async throws {
        // What another leader did meanwhile is not known; only this lead's own runs say what is right.
        withState { $0.drift = DriftWatch() }
        try await recordingEvents {
            try await withThrowingTaskGroup(of: Void.self) { group in
                if self.configuration.correctsDrift, !self.configuration.noop {
                    group.addTask { await DriftCorrector(agent: self, client: client, drift: self.drift).run() }
                }
                group.addTask { try await self.runAtIntervals(client) }
                try await group.next()
                group.cancelAll()
            }
        }
    }

    private func runAtIntervals(_ client: KubernetesClient) async throws {
        if configuration.splay {
            let limit = configuration.splayLimit ?? configuration.runInterval
            try await rest(limit * configuration.random())
        }
        while true {
            let result = await runPreemptibly(client)
            try Task.checkCancellation()
            // Without a catalog or a cluster nothing holds; that is worth an earlier try.
            let isIdle = result.map { $0.failure != nil } ?? false
            if result == nil { continue }
            try await rest(isIdle ? min(configuration.runInterval, .seconds(60)) : configuration.runInterval)
        }
    }

    private func rest(_ duration: Duration) async throws {
        pulse.beat(within: duration)
        try await configuration.clock.sleep(for: duration)
    }

    /// Keeps warm: has a certificate and the newest catalog at hand, and writes nothing to the cluster.
    private func standBy(_ client: KubernetesClient) async {
        while !Task.isCancelled {
            let log = RunLog(now: configuration.now, sink: { _ in })
            do {
                let fetched = try await MasterSession(agent: self, log: log).catalog(
                    client, transactionUUID: UUID().uuidString.lowercased())
                makeLog().write(.debug, "standing by with catalog \(fetched.summary.digest)")
            } catch is CancellationError {
                return
            } catch {
                // Who leads says what is wrong with the master.
                makeLog().write(.debug, "standing by without a new catalog: \(error)")
            }
            await deliverWaitingReports()
            do { try await rest(max(configuration.runInterval, .seconds(30))) } catch { return }
        }
    }

    /// Sends what an earlier run could not send, within a bound: nobody waits for long at the end of an agent.
    func deliverWaitingReports() async {
        guard !Task.isCancelled, configuration.reportsToMaster, !ReportQueue(stateDirectory).names().isEmpty else {
            return
        }
        let log = makeLog()
        do {
            let isDone = try await withTimeLimit(.seconds(5), configuration.clock) {
                await MasterSession(agent: self, log: log).deliverWaiting()
                return true
            }
            if isDone == nil { log.info("reports are kept for later") }
        } catch {
            log.info("reports are kept for later")
        }
    }
}
