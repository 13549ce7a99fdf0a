package import Kubernetes
import KubernetesCatalog
package import PuppetCatalog

/// What an agent is doing, for those who watch it live.
package enum AgentEvent: Sendable {
    case runStarted
    /// The catalog that this run applies, and where it is from.
    case catalog(digest: String, RunResult.CatalogSource)
    case planned(PlanSummary)
    /// With what was done in a few words, and without values.
    case changed(ResourceReference, String)
    /// Applied, and waiting until it is healthy.
    case waiting(ResourceReference, String)
    case healthy(ResourceReference)
    case failed(ResourceReference, String)
    case pruned(ResourceReference, ObjectSubject)
    /// A change by somebody else was undone.
    case corrected(ResourceReference, String)
    /// The managers named change an object back each time; it is left alone for a while.
    case contested(ResourceReference, String)
    case runFinished(RunResult)
}

/// The object that something happened to.
package struct ObjectSubject: Hashable, Sendable {
    package let gvk: GroupVersionKind
    package let namespace: String?
    package let name: String
    package let uid: String?

    init(gvk: GroupVersionKind, namespace: String?, name: String, uid: String?) {
        self.gvk = gvk
        self.namespace = namespace
        self.name = name
        self.uid = uid
    }

    init(_ candidate: PrunePlan.Candidate) {
        self.init(
            gvk: candidate.gvk, namespace: candidate.identity.namespace, name: candidate.identity.name,
            uid: candidate.uid)
    }
}

/// The plan in numbers.
package struct PlanSummary: Hashable, Sendable {
    package var total = 0
    package var unchanged = 0
    package var toCreate = 0
    package var toChange = 0
    package var toDelete = 0
    package var undecided = 0

    init(_ assessments: [Int: Assessment]) {
        total = assessments.count
        for assessment in assessments.values {
            switch assessment {
            case .unchanged, .absent, .completed: unchanged += 1
            case .create, .recreate: toCreate += 1
            case .update, .adopt, .replace: toChange += 1
            case .delete: toDelete += 1
            case .undecided, .refused: undecided += 1
            }
        }
    }
}
