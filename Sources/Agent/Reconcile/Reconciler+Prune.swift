import Foundation
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import PuppetCatalog

extension Reconciler {
    struct Pruned: Sendable {
        var statuses: [ResourceStatus] = []
        var planned: [PlannedObject] = []
        /// Why nothing was pruned although something would be.
        var refusal: String?
        /// Everything that should go is gone: the inventory may forget where it was.
        var isComplete = false
    }

    /// A deletion that takes longer than this is a failure, in seconds.
    static let deletionLimit: TimeInterval = 900

    /// Deletes members that the catalog does not have any more, if the run and its guards allow it.
    func prune(
        _ walk: Walk, _ survey: Survey, _ desired: [DesiredObject], _ keeper: ApplySetKeeper
    ) async throws -> Pruned {
        var pruned = Pruned()
        guard !walk.isCancelled, configuration.tags.isEmpty, configuration.skippedTags.isEmpty else { return pruned }
        let plan = PrunePlan.make(
            members: survey.strangers, of: survey.memberCount, visited: walk.visited,
            declared: Set(desired.map(\.identity)),
            fieldManager: configuration.fieldManager, policy: configuration.prunePolicy)
        pruned.statuses = plan.underway.map(status)
        guard walk.failureCount == 0 else {
            if !survey.strangers.isEmpty { log.notice("nothing is pruned, because not everything could be applied") }
            return pruned
        }
        for kept in plan.kept { log.notice("\(kept.identity) is not pruned: \(kept.reason)") }
        for (kind, error) in survey.failures { log.warning("members of kind \(kind) cannot be listed: \(error)") }
        if let refusal = plan.refusal {
            log.error("pruning is refused: \(refusal)")
            pruned.refusal = "\(refusal)"
            return pruned
        }
        pruned.planned = plan.deletions.map { PlannedObject(pruning: $0, as: Self.reference($0.identity)) }
        pruned.isComplete = plan.kept.isEmpty && plan.underway.isEmpty && survey.failures.isEmpty
        for step in plan.steps {
            for (status, isGone) in await prune(step, keeper) {
                pruned.statuses.append(status)
                if !isGone { pruned.isComplete = false }
            }
        }
        return pruned
    }

    /// Deletes some objects at a time, and says of each whether it is gone.
    private func prune(
        _ step: [PrunePlan.Candidate], _ keeper: ApplySetKeeper
    ) async -> [(status: ResourceStatus, isGone: Bool)] {
        await withTaskGroup(of: (Int, ResourceStatus, Bool).self) { group in
            var rest = step.enumerated().makeIterator()
            func startNext() {
                guard let (index, candidate) = rest.next() else { return }
                group.addTask {
                    let result = await prune(candidate, keeper)
                    return (index, result.status, result.isGone)
                }
            }
            for _ in 0..<max(configuration.concurrency, 1) { startNext() }
            var results: [Int: (status: ResourceStatus, isGone: Bool)] = [:]
            while let (index, status, isGone) = await group.next() {
                results[index] = (status, isGone)
                startNext()
            }
            return step.indices.compactMap { results[$0] }
        }
    }

    private func prune(
        _ candidate: PrunePlan.Candidate, _ keeper: ApplySetKeeper
    ) async -> (status: ResourceStatus, isGone: Bool) {
        var record = ResourceRecord(Self.reference(candidate.identity), log: log, now: configuration.now)
        if configuration.noop {
            record.ensure(from: "present", to: "absent", verb: "pruned", noop: true, corrective: false)
            return (record.status, false)
        }
        let start = ContinuousClock.now
        var isGone = true
        do {
            switch try await keeper.prune(candidate) {
            case .gone: break
            case .deleted:
                record.ensure(from: "present", to: "absent", verb: "pruned", noop: false, corrective: false)
                observe(.pruned(record.status.reference, ObjectSubject(candidate)))
            case .underway(let finalizers):
                record.ensure(from: "present", to: "absent", verb: "pruned", noop: false, corrective: false)
                record.write(.notice, "deleting: \(ObjectWork.waiting(on: finalizers))")
                observe(.pruned(record.status.reference, ObjectSubject(candidate)))
                isGone = false
            case .kept(let reason):
                record.write(.notice, "is not pruned: \(reason)")
                isGone = false
            }
        } catch {
            record.fail("cannot be pruned: \(FailureText.text(error, gvk: candidate.gvk, candidate.identity))")
            isGone = false
        }
        record.took(.now - start)
        return (record.status, isGone)
    }

    /// An object that was deleted before and is still there: said in each run, and in time a failure. It is not deleted
    /// again, and its finalizers are nobody's to remove.
    private func status(of underway: PrunePlan.Underway) -> ResourceStatus {
        var record = ResourceRecord(Self.reference(underway.identity), log: log, now: configuration.now)
        let age = Timestamps.date(underway.since).map { configuration.now().timeIntervalSince($0) } ?? 0
        let text = "deleting: \(ObjectWork.waiting(on: underway.finalizers))"
        if age < Self.deletionLimit {
            record.write(.notice, text)
        } else {
            record.fail("\(text), since \(underway.since)")
        }
        return record.status
    }

    /// The reference that a resource for this object would have.
    static func reference(_ identity: ObjectIdentity) -> ResourceReference {
        let kind = identity.kind
        let type = "K8s::\(kind.prefix(1).uppercased())\(kind.dropFirst().lowercased())"
        let title = (identity.namespace.map { "\($0)/" } ?? "") + identity.name
        return ResourceReference(type: type, title: title)
    }
}
