import KubernetesClient

extension Agent {
    private enum Happening: Sendable {
        case finished(RunResult)
        /// The run interval passed while the run was still waiting for something.
        case isDue
        case newCatalog(Bool)
    }

    /// A run that ends early when the master has another catalog: a bad release must not keep its fix waiting.
    ///
    /// Nil when it ended early, so that the next one should begin at once.
    func runPreemptibly(_ client: KubernetesClient) async -> RunResult? {
        await withTaskGroup(of: Happening.self) { group in
            group.addTask { .finished(await self.run(client)) }
            group.addTask { await self.waitUntilDue() }
            var isPreempted = false
            while let happening = await group.next() {
                switch happening {
                case .finished(let result):
                    group.cancelAll()
                    return isPreempted ? nil : result
                case .isDue:
                    if !Task.isCancelled { group.addTask { .newCatalog(await self.isCatalogNew(client)) } }
                case .newCatalog(true):
                    isPreempted = true
                    makeLog().notice("the master has a new catalog; the run of the old one ends here")
                    group.cancelAll()
                case .newCatalog(false):
                    if !Task.isCancelled { group.addTask { await self.waitUntilDue() } }
                }
            }
            return nil
        }
    }

    private func waitUntilDue() async -> Happening {
        // An interval of zero means runs without a pause, not questions without one.
        let interval = configuration.runInterval > .zero ? configuration.runInterval : .seconds(30)
        do {
            try await configuration.clock.sleep(for: interval)
        } catch {
            return .newCatalog(false)
        }
        return .isDue
    }

    private func isCatalogNew(_ client: KubernetesClient) async -> Bool {
        guard configuration.catalogFile == nil else { return false }
        let log = RunLog(now: configuration.now, sink: { _ in })
        do {
            return try await MasterSession(agent: self, log: log).hasNewCatalog(client)
        } catch {
            // The run's own end, or the next run, will say what is wrong with the master.
            return false
        }
    }
}
