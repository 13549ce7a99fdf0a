package import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog

/// What a run does, or would do, object by object in the order of the catalog, deletions last.
package struct RunPlan: Sendable {
    package private(set) var objects: [PlannedObject] = []
    package private(set) var unchanged = 0
    /// Why nothing is pruned although something would be.
    package let pruneRefusal: String?
    package var catalogDigest: String?

    package init(objects: [PlannedObject], unchanged: Int, pruneRefusal: String? = nil) {
        self.objects = objects
        self.unchanged = unchanged
        self.pruneRefusal = pruneRefusal
    }

    init(
        _ desired: [DesiredObject], _ assessments: [Int: Assessment], pruned: [PlannedObject], pruneRefusal: String?,
        skipped: [Int: ResourceReference]
    ) {
        self.pruneRefusal = pruneRefusal
        for index in desired.indices {
            guard let assessment = assessments[index] else { continue }
            if let failed = skipped[index] {
                var planned = PlannedObject(desired[index], .skip)
                planned.note = "\(failed) fails"
                objects.append(planned)
            } else if let planned = Self.planned(desired[index], assessment) {
                objects.append(planned)
            } else {
                unchanged += 1
            }
        }
        objects += pruned
    }

    private static func planned(_ desired: DesiredObject, _ assessment: Assessment) -> PlannedObject? {
        var planned: PlannedObject
        switch assessment {
        case .unchanged, .absent, .completed: return nil
        case .create:
            planned = PlannedObject(desired, .create)
            planned.object = desired.maskedObject
        case .recreate:
            planned = PlannedObject(desired, .recreate)
            planned.note = "it is being deleted, and is created again when it is gone"
        case .update(let changes, _):
            planned = PlannedObject(desired, .update)
            planned.changes = changes
        case .adopt(let changes, _, let former):
            planned = PlannedObject(desired, .update)
            planned.changes = changes
            planned.note = "adopted from \(former.joined(separator: ", "))"
        case .replace(let changes, _, let fields):
            planned = PlannedObject(desired, .replace)
            planned.note = fields.sentence
            planned.changes = changes
        case .delete: planned = PlannedObject(desired, .delete)
        case .refused(let reason, _):
            planned = PlannedObject(desired, .fail)
            planned.note = reason
        case .undecided(let error, _):
            planned = PlannedObject(desired, .fail)
            planned.note = FailureText.text(error, of: desired)
        }
        return planned
    }

    package func count(_ action: PlannedObject.Action) -> Int { objects.count { $0.action == action } }

    /// The machine form. `plan_format` rises when a member changes its meaning or goes.
    package func json() -> JSON {
        var summary: JSONObject = ["unchanged": .integer(unchanged)]
        for action in PlannedObject.Action.allCases { summary[action.rawValue] = .integer(count(action)) }
        return [
            "plan_format": 1, "catalog_digest": catalogDigest.map(JSON.string) ?? .null, "summary": .object(summary),
            "prune_refused": pruneRefusal.map(JSON.string) ?? .null, "objects": .array(objects.map { $0.json() }),
        ]
    }
}
