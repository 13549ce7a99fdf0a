import Agent
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import Testing

@testable import Commands

/// A plan as people read it.
struct RunPlanTextTests {
    private func planned(
        _ action: PlannedObject.Action, _ name: String, _ change: (inout PlannedObject) -> Void = { _ in }
    ) -> PlannedObject {
        var object = PlannedObject(
            action, ResourceReference(type: "K8s::Configmap", title: "shop/\(name)"),
            gvk: GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "shop", name: name)
        object.file = "site.pp"
        object.line = 3
        change(&object)
        return object
    }

    private func lines(_ objects: [PlannedObject]) -> [String] {
        RunPlanText(RunPlan(objects: objects, unchanged: 7)).lines.map(\.text)
    }

    @Test func fieldsAreShownByWhatHappensToThem() {
        let object = planned(.update, "a") { object in
            object.note = "adopted from kubectl-create"
            object.changes = [
                FieldChange(path: FieldPath("data", "color"), old: "red", new: "blue"),
                FieldChange(path: FieldPath("data", "new"), old: nil, new: "x"),
                FieldChange(path: FieldPath("data", "gone"), old: 1, new: nil),
                FieldChange(
                    path: FieldPath("data", "key"), old: FieldChange.masked, new: FieldChange.masked, isSensitive: true),
                FieldChange(path: FieldPath("data", "other"), old: nil, new: FieldChange.masked, isSensitive: true),
                FieldChange(path: FieldPath("data", "text"), old: "a\nb\nc", new: "a\nB\nc"),
            ]
        }
        #expect(
            lines([object]) == [
                "~ ConfigMap shop/a  site.pp:3", "    adopted from kubectl-create",
                "  ~ data.color: \"red\" → \"blue\"",
                "  + data.new: \"x\"", "  - data.gone: 1", "  ~ data.key: changes (value redacted)",
                "  + data.other (value redacted)", "  ~ data.text:", "      a", "    - b", "    + B", "      c",
                "Plan: 1 to change, 7 unchanged",
            ])
    }

    @Test func newObjectsAreShownWithoutWhatTheirHeaderSays() {
        let object = planned(.create, "a") { object in
            object.object = [
                "apiVersion": "v1", "kind": "ConfigMap",
                "metadata": [
                    "name": "a", "namespace": "shop", "labels": [ApplySetParent.partOfLabel: "applyset-x-v1"],
                ],
                "data": ["color": "red"],
            ]
        }
        #expect(
            lines([object, planned(.prune, "old"), planned(.fail, "bad") { $0.note = "no\n  because" }]) == [
                "+ ConfigMap shop/a  site.pp:3", "    + data:", "    +   color: red",
                "- ConfigMap shop/old (in the catalog no more)  site.pp:3",
                "! ConfigMap shop/bad (would fail)  site.pp:3",
                "    no", "      because", "Plan: 1 to create, 1 to prune, 1 would fail, 7 unchanged",
            ])
    }

    @Test func longTextsShowWhatIsNearTheirDifferences() {
        let old = (1...20).map(String.init)
        var new = old
        new[9] = "ten"
        #expect(
            TextDifference(old.joined(separator: "\n"), new.joined(separator: "\n")).lines == [
                .omitted(6), .kept("7"), .kept("8"), .kept("9"), .removed("10"), .added("ten"), .kept("11"),
                .kept("12"),
                .kept("13"), .omitted(7),
            ])
        #expect(TextDifference("", "a").lines == [.removed(""), .added("a")])
        #expect(TextDifference("a", "a").lines == [.omitted(1)])
    }
}
