import Foundation
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import OrderedCollections
import PuppetCatalog

/// Makes a cluster what a plan says: survey, dry-run plan, apply along the graph, health, prune.
struct Reconciler: Sendable {
    let client: KubernetesClient
    let configuration: AgentConfiguration
    let memory: AppliedMemory
    let log: RunLog
    let selection: Selection
    /// Told as things happen.
    let observe: @Sendable (AgentEvent) -> Void

    /// What a pass gave.
    struct Outcome: Sendable {
        var statuses: [ResourceStatus] = []
        var durations: OrderedDictionary<String, Double> = [:]
        /// What was found to be done, where somebody wants to see it.
        var plan: RunPlan?
        /// False when it was cancelled on its way.
        var isComplete = false
    }

    var parent: ApplySetParent { configuration.applySetParent }

    var assessor: Assessor {
        Assessor(
            client: client, memory: memory, fieldManager: configuration.fieldManager, applySetID: parent.id,
            now: configuration.now, checksCreations: configuration.noop)
    }

    /// One pass. `settled` is told of each node that is as it should be, or as near as it gets.
    func reconcile(
        _ prepared: PreparedCatalog, settled: @Sendable (DesiredObject) -> Void
    ) async throws -> Outcome {
        let desired = prepared.desired
        let keeper = ApplySetKeeper(client: client, parent: parent, fieldManager: configuration.fieldManager)
        let stopwatch = ContinuousClock()
        let start = stopwatch.now
        var outcome = Outcome()

        var mark = stopwatch.now
        var state = try await keeper.read()
        if let live = state.live { memory.jobs.adopt(live) }
        let surveyed = state.inventory
        let surveyor = Surveyor(client: client, memory: memory, applySetID: parent.id, now: configuration.now)
        let survey = try await surveyor.survey(desired, inventory: state.inventory)
        let verdicts = desired.map(selection.verdict)
        let assessments = try await assess(desired, survey, verdicts)
        outcome.durations["plan"] = (stopwatch.now - mark).inSeconds
        observe(.planned(PlanSummary(assessments)))

        mark = stopwatch.now
        let declared = Inventory(of: desired.filter { $0.attributes.ensure == .present }.map(\.identity))
        let written = configuration.noop ? Inventory(of: real(desired, verdicts).map(\.identity)) : declared
        if !written.groupKinds.isEmpty || (state.live != nil && !configuration.noop) {
            try await keeper.grow(by: written, &state)
            let unseen = state.inventory.groupKinds.subtracting(surveyed.groupKinds.union(declared.groupKinds))
            if !unseen.isEmpty {
                let names = unseen.map(\.description).sorted().joined(separator: ", ")
                log.warning("the inventory was not seen as it is; members of \(names) are left to the next run")
            }
        }
        var walk = Walk(
            reconciler: self, plan: prepared.plan, desired: desired, assessments: assessments, verdicts: verdicts,
            paths: prepared.paths)
        let health = HealthWatch(
            client, configuration, applySetID: parent.id, versions: survey.resourceVersions)
        await walk.run(health, settled: settled)
        outcome.durations["apply"] = (stopwatch.now - mark).inSeconds
        outcome.isComplete = !walk.isCancelled

        mark = stopwatch.now
        let pruned = try await prune(walk, survey, desired, keeper)
        if !configuration.noop, pruned.isComplete, state.live != nil {
            try await noting("the inventory keeps what is gone") {
                try await keeper.shrink(to: declared, surveyed, &state)
            }
        }
        outcome.durations["prune"] = (stopwatch.now - mark).inSeconds
        outcome.durations["transaction_evaluation"] = (stopwatch.now - start).inSeconds
        outcome.durations["catalog_application"] = outcome.durations["transaction_evaluation"]
        if configuration.noop || configuration.keepsPlan {
            outcome.plan = RunPlan(
                desired, assessments, pruned: pruned.planned, pruneRefusal: pruned.refusal, skipped: walk.skipped)
        }
        outcome.statuses = walk.statuses + pruned.statuses
        if pruned.isComplete { memory.keep(only: desired.map(\.identity)) }
        if !configuration.noop, state.live != nil {
            memory.jobs.keep(only: desired)
            await memory.jobs.save(client, configuration, log)
        }
        return outcome
    }

    /// Whether an object is only looked at. What its resource says wins over the run, both ways, as with Puppet.
    func isNoop(_ desired: DesiredObject) -> Bool { desired.attributes.noop ?? configuration.noop }

    /// The objects that this run may write.
    private func real(_ desired: [DesiredObject], _ verdicts: [Selection.Verdict]) -> [DesiredObject] {
        zip(desired, verdicts).filter { desired, verdict in
            verdict.isSelected && !isNoop(desired) && desired.attributes.ensure == .present
        }.map(\.0)
    }

    /// Does what may fail without making what was done undone: the next run does it again.
    private func noting(_ consequence: String, _ action: () async throws -> Void) async throws {
        do {
            try await action()
        } catch let error as KubernetesError {
            log.warning("the ApplySet's parent cannot be written, so \(consequence) until the next run: \(error)")
        }
    }

    /// Assesses the selected objects, some at a time.
    private func assess(
        _ desired: [DesiredObject], _ survey: Survey, _ verdicts: [Selection.Verdict]
    ) async throws -> [Int: Assessment] {
        let assessor = assessor
        return try await withThrowingTaskGroup(of: (Int, Assessment).self) { group in
            var result: [Int: Assessment] = [:]
            var rest = desired.indices.lazy.filter { verdicts[$0].isSelected }.makeIterator()
            func startNext() {
                guard let index = rest.next() else { return }
                group.addTask { (index, try await assessor.assess(desired[index], survey)) }
            }
            for _ in 0..<max(configuration.concurrency, 1) { startNext() }
            while let (index, assessment) = try await group.next() {
                result[index] = assessment
                startNext()
            }
            return result
        }
    }
}
