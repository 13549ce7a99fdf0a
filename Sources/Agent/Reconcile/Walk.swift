import Foundation
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import OrderedCollections
import PuppetCatalog

/// One walk along the graph: starts what can start, waits for health, and keeps failures to those that depend on them.
struct Walk {
    let reconciler: Reconciler
    let plan: ObjectPlan
    let desired: [DesiredObject]
    let assessments: [Int: Assessment]
    let verdicts: [Selection.Verdict]
    /// Whether each was right before with this very content, so that a change is a correction.
    private let wasRight: [Bool]
    private var records: [ResourceRecord]
    private var progress: PlanProgress
    private var ready: [Int] = []
    private var working = 0
    private(set) var isCancelled = false
    /// The UIDs of what was found or made right.
    private(set) var visited: Set<String> = []
    private(set) var failureCount = 0
    /// What was not touched, by what failed before it.
    private(set) var skipped: [Int: ResourceReference] = [:]

    /// A child task's result.
    private enum Step: Sendable {
        case carriedOut(Int, Result<ObjectWork.Outcome, any Error>, Duration)
        case waited(Int, Result<String?, any Error>, Duration)
    }

    init(
        reconciler: Reconciler, plan: ObjectPlan, desired: [DesiredObject], assessments: [Int: Assessment],
        verdicts: [Selection.Verdict], paths: ContainmentPaths
    ) {
        self.reconciler = reconciler
        self.plan = plan
        self.desired = desired
        self.assessments = assessments
        self.verdicts = verdicts
        progress = PlanProgress(plan)
        wasRight = desired.map { reconciler.memory.wasRight($0) }
        records = plan.nodes.map { node in
            ResourceRecord(
                node, containmentPath: paths.path(to: node.reference), log: reconciler.log,
                now: reconciler.configuration.now)
        }
    }

    var statuses: [ResourceStatus] { records.map(\.status) }

    /// Walks to the end, while `watch` follows what is waited for.
    mutating func run(_ watch: HealthWatch, settled: @Sendable (DesiredObject) -> Void) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watch.run() }
            await walk(watch, settled)
            group.cancelAll()
        }
    }

    private mutating func walk(_ watch: HealthWatch, _ settled: @Sendable (DesiredObject) -> Void) async {
        let configuration = reconciler.configuration
        let work = ObjectWork(
            client: reconciler.client, assessor: reconciler.assessor, memory: reconciler.memory,
            configuration: configuration, definedKinds: plan.definedKinds)
        let health = HealthWait(
            client: reconciler.client, configuration: configuration, memory: reconciler.memory, log: reconciler.log,
            watch: watch,
            storageClasses: StorageClasses(reconciler.client),
            inspection: WorkloadInspection(reconciler.client, now: configuration.now))
        ready = progress.start()
        await withTaskGroup(of: Step.self) { group in
            while true {
                startReady(work, in: &group)
                guard let step = await group.next() else { break }
                switch step {
                case .carriedOut(let index, let result, let duration):
                    if assessments[index]?.waitsForDeletion != true { working -= 1 }
                    records[index].took(duration)
                    if let outcome = finish(index, result, settled) {
                        let desired = desired[index]
                        group.addTask { await Self.wait(health, index, desired, outcome) }
                    }
                case .waited(let index, let result, let duration):
                    records[index].took(duration)
                    finish(index, result)
                }
                if Task.isCancelled { isCancelled = true }
            }
        }
    }

    private mutating func startReady(_ work: ObjectWork, in group: inout TaskGroup<Step>) {
        while let index = ready.first {
            guard verdicts[index].isSelected, let assessment = assessments[index] else {
                ready.removeFirst()
                passOver(index)
                continue
            }
            if reconciler.isNoop(desired[index]) {
                ready.removeFirst()
                reconciler.selection.note(desired[index])
                preview(index, assessment)
                continue
            }
            guard working < max(reconciler.configuration.concurrency, 1), !isCancelled else { return }
            ready.removeFirst()
            if !assessment.waitsForDeletion { working += 1 }
            warnOfOthers(index, assessment)
            let desired = desired[index]
            reconciler.selection.note(desired)
            group.addTask { await Self.carryOut(work, index, desired, assessment) }
        }
    }

    private static func carryOut(
        _ work: ObjectWork, _ index: Int, _ desired: DesiredObject, _ assessment: Assessment
    ) async -> Step {
        let start = ContinuousClock.now
        do {
            let outcome = try await work.carryOut(desired, assessment)
            return .carriedOut(index, .success(outcome), .now - start)
        } catch {
            return .carriedOut(index, .failure(error), .now - start)
        }
    }

    private static func wait(
        _ health: HealthWait, _ index: Int, _ desired: DesiredObject, _ outcome: ObjectWork.Outcome
    ) async -> Step {
        let start = ContinuousClock.now
        do {
            return .waited(index, .success(try await health.wait(for: desired, from: outcome)), .now - start)
        } catch {
            return .waited(index, .failure(error), .now - start)
        }
    }

    /// Notes what was done; gives the outcome from which to wait for health, or nil when there is nothing to wait for.
    private mutating func finish(
        _ index: Int, _ result: Result<ObjectWork.Outcome, any Error>, _ settled: (DesiredObject) -> Void
    ) -> ObjectWork.Outcome? {
        let node = desired[index]
        switch result {
        case .failure(let error):
            fail(index, error)
            return nil
        case .success(let outcome):
            if !outcome.formerManagers.isEmpty { records[index].adopt(from: outcome.formerManagers, noop: false) }
            record(outcome.deed, index)
            if let uid = outcome.uid { visited.insert(uid) }
            settled(node)
            guard node.attributes.wait == .healthy, let status = outcome.health, !status.isCurrent else {
                release(index, .healthy)
                return nil
            }
            release(index, .applied)
            reconciler.observe(.waiting(node.reference, status.reason))
            return outcome
        }
    }

    private mutating func finish(_ index: Int, _ result: Result<String?, any Error>) {
        switch result {
        case .success(nil):
            reconciler.observe(.healthy(desired[index].reference))
            release(index, .healthy)
        case .success(let reason?): fail(index, ObjectWork.Failure(description: reason))
        case .failure(let error): fail(index, error)
        }
    }

    private mutating func record(_ deed: ObjectWork.Deed, _ index: Int) {
        let node = desired[index]
        let corrective = wasRight[index]
        switch deed {
        case .nothing: return
        case .created:
            records[index].ensure(from: "absent", to: "present", verb: "created", noop: false, corrective: corrective)
        case .updated(let changes): records[index].changes(changes, noop: false, corrective: corrective)
        case .resisted(let changes):
            records[index].resisted(changes)
            return
        case .replaced(let changes, let fields):
            records[index].write(.notice, "deleted and created again: \(fields.sentence)")
            records[index].changes(changes, noop: false, corrective: corrective)
        case .deleted:
            records[index].ensure(from: "present", to: "absent", verb: "removed", noop: false, corrective: false)
        }
        reconciler.observe(.changed(node.reference, deed.summary))
        if corrective { warnOfFight(index, deed) }
    }

    /// A field that is set right in run after run is somebody else's too.
    private func warnOfFight(_ index: Int, _ deed: ObjectWork.Deed) {
        var live: KubernetesObject?
        if case .update(_, let before)? = assessments[index] { live = before }
        let fights = reconciler.fights(over: desired[index], deed.paths)
        records[index].warn(of: fights, live, than: reconciler.configuration.fieldManager)
    }

    private mutating func fail(_ index: Int, _ error: any Error) {
        failureCount += 1
        if error is CancellationError {
            isCancelled = true
        } else {
            let reason = FailureText.text(error, of: desired[index])
            records[index].fail(reason)
            reconciler.observe(.failed(desired[index].reference, reason))
        }
        release(index, .failed)
    }

    private mutating func release(_ index: Int, _ outcome: PlanProgress.Outcome) {
        let released = progress.finish(index, outcome)
        let failed = desired[index].reference
        ready += released.ready
        guard !isCancelled else { return }
        for index in released.skipped {
            if case .skipped(let reason) = verdicts[index] {
                records[index].passOver(reason)
                continue
            }
            failureCount += 1
            skipped[index] = failed
            records[index].skip(because: failed)
        }
    }

    /// An object that another tool delivers too is taken, but not in silence.
    private func warnOfOthers(_ index: Int, _ assessment: Assessment) {
        switch assessment {
        case .adopt(_, let live, _), .update(_, let live):
            guard let owner = ForeignOwner.of(live, applySetID: reconciler.parent.id), !owner.forbids else { return }
            records[index].write(.warning, owner.advice)
        case .unchanged, .create, .replace, .recreate, .delete, .absent, .completed, .refused, .undecided: return
        }
    }

    /// What the run's tags or its schedule leave out holds up nothing.
    private mutating func passOver(_ index: Int) {
        switch verdicts[index] {
        case .selected: release(index, .healthy)
        case .skipped(let reason):
            records[index].passOver(reason)
            release(index, .healthy)
        case .failed(let reason): fail(index, ObjectWork.Failure(description: reason))
        }
    }

    /// Says what would be done.
    private mutating func preview(_ index: Int, _ assessment: Assessment) {
        warnOfOthers(index, assessment)
        switch assessment {
        case .unchanged(let live):
            if let uid = live.uid { visited.insert(uid) }
        case .absent, .completed: break
        case .create, .recreate:
            records[index].ensure(from: "absent", to: "present", verb: "created", noop: true, corrective: false)
        case .replace(let changes, let live, let fields):
            if let uid = live.uid { visited.insert(uid) }
            records[index].write(.notice, "would be deleted and created again (noop): \(fields.sentence)")
            records[index].changes(changes, noop: true, corrective: wasRight[index])
        case .update(let changes, let live):
            if let uid = live.uid { visited.insert(uid) }
            records[index].changes(changes, noop: true, corrective: wasRight[index])
        case .adopt(let changes, let live, let former):
            if let uid = live.uid { visited.insert(uid) }
            records[index].adopt(from: former, noop: true)
            records[index].changes(changes, noop: true, corrective: false)
        case .delete:
            records[index].ensure(from: "present", to: "absent", verb: "removed", noop: true, corrective: false)
        case .undecided(let error, let live):
            if let uid = live?.uid { visited.insert(uid) }
            return previewFailure(index, FailureText.text(error, of: desired[index]))
        case .refused(let reason, let live):
            if let uid = live.uid { visited.insert(uid) }
            return previewFailure(index, reason)
        }
        release(index, .healthy)
    }

    private mutating func previewFailure(_ index: Int, _ reason: String) {
        failureCount += 1
        records[index].fail("would fail: \(reason)")
        release(index, .failed)
    }
}
