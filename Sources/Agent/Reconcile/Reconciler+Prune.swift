import Kubernetes
import KubernetesCatalog
import KubernetesClient
import PuppetCatalog

extension Reconciler {
    struct Pruned: Sendable {
        var statuses: [ResourceStatus] = []
        /// Everything that should go is gone: the inventory may forget where it was.
        var isComplete = false
    }

    /// Deletes members that the catalog does not have any more, if the run and its guards allow it.
    func prune(
        _ walk: Walk, _ survey: Survey, _ desired: [DesiredObject], _ keeper: ApplySetKeeper
    ) async throws -> Pruned {
        var pruned = Pruned()
        guard !walk.isCancelled, configuration.tags.isEmpty, configuration.skippedTags.isEmpty else { return pruned }
        guard walk.failureCount == 0 else {
            if survey.hasStrangers { log.notice("nothing is pruned, because not everything could be applied") }
            return pruned
        }
        let plan = PrunePlan.make(
            members: survey.members, visited: walk.visited, declared: Set(desired.map(\.identity)),
            policy: configuration.prunePolicy)
        for kept in plan.kept { log.notice("\(kept.identity) is not pruned: \(kept.reason)") }
        for (kind, error) in survey.failures { log.warning("members of kind \(kind) cannot be listed: \(error)") }
        if let refusal = plan.refusal {
            log.error("pruning is refused: \(refusal)")
            return pruned
        }
        pruned.isComplete = plan.kept.isEmpty && survey.failures.isEmpty
        for candidate in plan.deletions {
            var record = ResourceRecord(Self.reference(candidate), log: log, now: configuration.now)
            do {
                if configuration.noop {
                    record.ensure(from: "present", to: "absent", verb: "pruned", noop: true, corrective: false)
                } else if try await keeper.prune(candidate) {
                    record.ensure(from: "present", to: "absent", verb: "pruned", noop: false, corrective: false)
                    observe(.pruned(record.status.reference))
                }
            } catch let error as KubernetesError {
                record.fail("cannot be pruned: \(error)")
                pruned.isComplete = false
            }
            pruned.statuses.append(record.status)
        }
        return pruned
    }

    /// The reference that a resource for this object would have.
    static func reference(_ candidate: PrunePlan.Candidate) -> ResourceReference {
        let kind = candidate.identity.kind
        let type = "K8s::\(kind.prefix(1).uppercased())\(kind.dropFirst().lowercased())"
        let title = (candidate.identity.namespace.map { "\($0)/" } ?? "") + candidate.identity.name
        return ResourceReference(type: type, title: title)
    }
}
