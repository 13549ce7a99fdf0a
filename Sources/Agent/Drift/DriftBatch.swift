import Kubernetes
import KubernetesCatalog
import KubernetesClient
import JSON
import PuppetCatalog

/// One correction of some objects, with a report when anything was changed.
struct DriftBatch: Sendable {
    let agent: Agent
    let client: KubernetesClient
    let fights: FightRecord

    private static let concurrency = 8
    /// After this many failures an object is left to the next full run.
    private static let maximumAttempts = 8
    private static let firstPause: Duration = .milliseconds(100)
    private static let longestPause: Duration = .seconds(30)

    private var configuration: AgentConfiguration { agent.configuration }

    func correct(_ identities: [ObjectIdentity]) async {
        let (memory, schedules) = agent.withState { ($0.memory, $0.prepared?.plan.schedules) }
        guard let memory, let schedules else { return }
        let log = agent.makeLog()
        do {
            // Whoever disables the agent wants to change things by hand. The next run looks at all of them.
            if try DisabledLock(agent.stateDirectory).message() != nil {
                return log.write(.debug, "drift is let be: administratively disabled")
            }
        } catch {
            return log.error("\(error)")
        }
        guard let selection = try? agent.selection(schedules) else { return }
        let reconciler = Reconciler(
            client: client, configuration: configuration, memory: memory, log: log, selection: selection,
            observe: agent.observe)
        let statuses = await withTaskGroup(of: ResourceStatus?.self) { group in
            var statuses: [ResourceStatus] = []
            var rest = identities.makeIterator()
            func startNext() {
                guard let identity = rest.next() else { return }
                group.addTask { await correct(identity, reconciler) }
            }
            for _ in 0..<Self.concurrency { startNext() }
            while let status = await group.next() {
                if let status { statuses.append(status) }
                startNext()
            }
            return statuses
        }
        guard !statuses.isEmpty else { return }
        await report(statuses, log)
    }

    /// Nil when there was nothing to correct.
    private func correct(_ identity: ObjectIdentity, _ reconciler: Reconciler) async -> ResourceStatus? {
        guard fights.allows(identity, at: agent.stopwatch.elapsed) else { return nil }
        var pause = Self.firstPause
        var failures = 0
        while true {
            // A run may have begun meanwhile, with another catalog.
            guard let desired = agent.drift.wanted(identity), !reconciler.isNoop(desired), !Task.isCancelled,
                reconciler.selection.verdict(desired).isSelected
            else { return nil }
            var record = ResourceRecord(
                desired.node, containmentPath: [desired.reference.description], log: reconciler.log,
                now: configuration.now)
            do {
                return try await correct(desired, reconciler, &record) ? record.status : nil
            } catch is CancellationError {
                return nil
            } catch {
                // A server that cannot be reached says nothing about the object, and no event comes when it is back.
                let isAway = (error as? KubernetesError).map { !$0.isLocal } ?? false
                if !isAway { failures += 1 }
                if failures == Self.maximumAttempts {
                    record.fail("cannot be corrected: \(FailureText.text(error, of: desired))")
                    return record.status
                }
            }
            do { try await configuration.clock.sleep(for: pause) } catch { return nil }
            pause = min(pause * 2, Self.longestPause)
        }
    }

    private func correct(
        _ desired: DesiredObject, _ reconciler: Reconciler, _ record: inout ResourceRecord
    ) async throws -> Bool {
        let object = desired.object
        let live = try await client.find(object.gvk, namespace: object.namespace, name: object.name)
        let memory = reconciler.memory
        if let live, memory.isCurrent(desired, uid: live.uid, resourceVersion: live.resourceVersion) { return false }
        let assessment = try await reconciler.assessor.compare(desired, with: live)
        let work = ObjectWork(
            client: client, assessor: reconciler.assessor, memory: memory, configuration: configuration)
        let deed = try await work.carryOut(desired, assessment).deed
        switch deed {
        case .nothing: return false
        case .created:
            record.ensure(from: "absent", to: "present", verb: "created", noop: false, corrective: true)
        case .updated(let changes), .replaced(let changes, _): record.changes(changes, noop: false, corrective: true)
        case .resisted(let changes): record.resisted(changes)
        case .deleted: record.ensure(from: "present", to: "absent", verb: "removed", noop: false, corrective: true)
        }
        reconciler.selection.note(desired)
        agent.observe(.corrected(desired.reference, deed.summary))
        record.warn(
            of: reconciler.fights(over: desired, deed.paths), live, than: configuration.fieldManager)
        if fights.note(desired.identity, at: agent.stopwatch.elapsed) {
            let others = live.map { ResourceRecord.otherManagers(of: $0, than: configuration.fieldManager) } ?? []
            let who = others.isEmpty ? "another program" : others.joined(separator: ", ")
            agent.observe(.contested(desired.reference, who))
            record.write(
                .warning,
                "is changed back and forth by \(who); it is left alone for a minute. List the field in 'ignore' to leave it to them"
            )
        }
        return true
    }

    private func report(_ statuses: [ResourceStatus], _ log: RunLog) async {
        var report = agent.newReport()
        if let catalog = agent.withState({ $0.catalog }) { report.note(catalog) }
        report.statuses = statuses
        report.transactionCompleted = true
        report.logs = log.collected
        if configuration.reportsToMaster { await MasterSession(agent: agent, log: log).deliver(report) }
    }
}
