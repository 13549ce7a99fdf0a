import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections

extension DesiredObject {
    /// What is sent over a live object. Where there is none, ignored fields are sent too: they are where the object
    /// begins, and from then on others may change them.
    ///
    /// Ignored fields that are still ours keep their live value. Leaving them out would remove them: a Deployment whose
    /// `spec.replicas` is to be left to an autoscaler would first fall to one replica. As soon as another manager changes
    /// such a field, it is no longer ours.
    func object(over live: KubernetesObject?, fieldManager: String) -> KubernetesObject {
        guard let live else { return created }
        guard !attributes.ignore.isEmpty else { return object }
        let manager = ManagedFields.Manager(name: fieldManager, operation: .apply, apiVersion: "")
        guard let owned = ManagedFields(live.json[path: "metadata", "managedFields"])?.fields(of: manager) else {
            return object
        }
        var json = object.json
        for path in attributes.ignore {
            json = Self.keeping(path.steps[...], of: live.json, in: json, owned, isOwned: false) ?? json
        }
        return KubernetesObject(json)
    }

    /// The desired value with the live one in the place of what the steps lead to, wherever that is owned.
    private static func keeping(
        _ steps: ArraySlice<PathStep>, of live: JSON, in desired: JSON?, _ owned: FieldSet, isOwned: Bool
    ) -> JSON? {
        guard let step = steps.first else { return isOwned || !owned.isEmpty ? live : desired }
        switch (step, live) {
        case (.member(let name), .object(let members)):
            guard let inner = members[name] else { return desired }
            let field = OwnedFieldStep.field(name)
            let kept = keeping(
                steps.dropFirst(), of: inner, in: desired?[name], owned.below(field),
                isOwned: isOwned || owned.contains(field))
            guard kept != desired?[name] else { return desired }
            var result = desired ?? [:]
            result[name] = kept
            return result
        case (.member, _): return desired
        case (_, .array(let elements)):
            var result = desired?.array ?? []
            for (index, element) in elements.enumerated() where step.selects(index, element) {
                let place = place(of: element, at: index, in: result, owned, isOwned: isOwned)
                let kept = keeping(
                    steps.dropFirst(), of: element, in: place.index.map { result[$0] }, place.owned,
                    isOwned: place.isOwned)
                guard let kept else { continue }
                if let index = place.index { result[index] = kept } else { result.append(kept) }
            }
            return result == desired?.array ?? [] ? desired : .array(result)
        case (.element, _), (.everyElement, _), (.matching, _): return desired
        }
    }

    /// Where an element of the live list is in the desired one, and what of it is owned. A list that is owned as a whole
    /// has its elements at the same place.
    private static func place(
        of element: JSON, at index: Int, in list: [JSON], _ owned: FieldSet, isOwned: Bool
    ) -> (index: Int?, owned: FieldSet, isOwned: Bool) {
        for step in owned.members.union(owned.children.keys) {
            guard case .key(let fields) = step, fields.allSatisfy({ element[$0.name] == $0.value }) else { continue }
            let found = list.firstIndex { other in
                fields.allSatisfy { other[$0.name] == $0.value || other[$0.name] == nil && fields.count > 1 }
            }
            return (found, owned.below(step), owned.contains(step) && found == nil)
        }
        return (list.indices.contains(index) ? index : nil, FieldSet(), isOwned)
    }
}
