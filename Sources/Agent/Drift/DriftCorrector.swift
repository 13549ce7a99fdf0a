import Kubernetes
import KubernetesCatalog
import KubernetesClient

/// Watches the catalog's kinds, and sets right at once what somebody else changes.
struct DriftCorrector: Sendable {
    let agent: Agent
    let client: KubernetesClient
    let drift: DriftWatch

    /// Until it is cancelled.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watch() }
            group.addTask { await correct() }
        }
    }

    /// Watches the kinds of the newest catalog.
    private func watch() async {
        var scopes = drift.scopes.makeAsyncIterator()
        var current = await scopes.next()
        while let scope = current {
            current = await withTaskGroup(of: Void.self) { group in
                for kind in scope.kinds { group.addTask { await watch(kind, scope.applySetID) } }
                var next = await scopes.next(isolation: #isolation)
                while let other = next, other == scope { next = await scopes.next(isolation: #isolation) }
                group.cancelAll()
                return next
            }
        }
    }

    private func watch(_ gvk: GroupVersionKind, _ applySetID: String) async {
        // Of a Job it matters whether it has completed, too.
        let isJob = gvk.groupKind == GroupKind(group: "batch", kind: "Job")
        let selection = ObjectSelection(
            labelSelector: "\(ApplySetParent.partOfLabel)=\(applySetID)",
            representation: isJob ? .whole : .metadata)
        var attempt = 1
        while !Task.isCancelled {
            do {
                for try await event in client.watch(gvk, selection) {
                    attempt = 1
                    let memory = agent.withState { $0.memory }
                    if isJob, let memory { await note(event, memory.jobs) }
                    switch event {
                    case .listed(let objects): drift.note(all: objects, of: gvk, memory: memory)
                    case .added(let object), .modified(let object): drift.note(object, isDeleted: false, memory: memory)
                    case .deleted(let object): drift.note(object, isDeleted: true, memory: memory)
                    }
                }
            } catch is CancellationError {
                return
            } catch {
                // The kind's definition may come later in this very run.
                agent.makeLog().write(.debug, "cannot watch \(gvk.kind): \(error)")
            }
            let pause = client.configuration.retryPolicy.backoff(attempt: attempt)
            attempt += 1
            do { try await agent.configuration.clock.sleep(for: pause) } catch { return }
        }
    }

    /// Notes the Jobs that have completed. One of a catalog that has not been applied to it yet says nothing.
    private func note(_ event: WatchEvent, _ ledger: JobLedger) async {
        let jobs: [KubernetesObject] =
            switch event {
            case .listed(let objects): objects
            case .added(let object), .modified(let object), .deleted(let object): [object]
            }
        var isNews = false
        for job in jobs {
            guard let desired = drift.wanted(job.identity) else { continue }
            if ledger.note(desired, job) { isNews = true }
        }
        if isNews { await ledger.save(client, agent.configuration, agent.makeLog()) }
    }

    /// Corrects what was touched, a batch at a time; a batch that waits does not hold up the next ones.
    private func correct() async {
        let fights = FightRecord()
        await withTaskGroup(of: Void.self) { group in
            var running = 0
            for await _ in drift.signals {
                // Whoever deletes a namespace touches many objects at once.
                do { try await agent.configuration.clock.sleep(for: Self.gathering) } catch { break }
                let batch = drift.take()
                guard !batch.isEmpty else { continue }
                if running >= Self.maximumBatches {
                    await group.next()
                    running -= 1
                }
                running += 1
                group.addTask {
                    await DriftBatch(agent: agent, client: client, fights: fights).correct(batch)
                    drift.release(batch)
                }
            }
        }
    }

    private static let gathering: Duration = .milliseconds(20)
    private static let maximumBatches = 8
}
