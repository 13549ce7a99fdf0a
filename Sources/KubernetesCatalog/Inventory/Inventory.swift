package import Kubernetes

/// Where the members of an ApplySet can be: their kinds and namespaces. Which objects are members is in their labels.
package struct Inventory: Hashable, Sendable {
    package var groupKinds: Set<GroupKind>
    /// Of namespaced members.
    package var namespaces: Set<String>

    /// Kinds whose deletion destroys more than the object: pruned only when the object was declared with
    /// `purge => true`.
    package static let protectedKinds: Set<GroupKind> = [
        GroupKind(group: "", kind: "Namespace"), GroupKind(group: "", kind: "PersistentVolumeClaim"),
        GroupKind(group: "", kind: "PersistentVolume"),
        GroupKind(group: "apiextensions.k8s.io", kind: "CustomResourceDefinition"),
    ]

    /// Carries the attribute `purge` of a resource, for when the resource is gone from the catalog.
    package static let purgeAnnotation = "bunraku.dev/purge"

    package init(groupKinds: Set<GroupKind> = [], namespaces: Set<String> = []) {
        self.groupKinds = groupKinds
        self.namespaces = namespaces
    }

    package init(of objects: some Sequence<ObjectIdentity>) {
        self.init()
        for object in objects {
            groupKinds.insert(object.groupKind)
            if let namespace = object.namespace { namespaces.insert(namespace) }
        }
    }

    /// What the parent says while a run is under way: a crash then leaks no object, old or new.
    package func union(_ other: Inventory) -> Inventory {
        Inventory(
            groupKinds: groupKinds.union(other.groupKinds), namespaces: namespaces.union(other.namespaces))
    }

    /// The object with the label that makes it a member.
    package static func member(
        _ object: KubernetesObject, of id: String
    ) throws(InventoryError) -> KubernetesObject {
        if let other = object.labels[ApplySetParent.partOfLabel], other != id {
            throw .alreadyMember(object.identity, of: other)
        }
        return object.setting(label: ApplySetParent.partOfLabel, to: id)
    }
}
