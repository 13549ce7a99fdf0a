/// A kind of object as it is stored: one table, whatever version is asked for.
package struct GroupResource: Hashable, Sendable {
    package let group: String
    package let plural: String

    package init(group: String, plural: String) {
        self.group = group
        self.plural = plural
    }
}

/// Where an object is stored. The namespace of a cluster-scoped object is empty.
package struct ObjectKey: Hashable, Sendable, Comparable {
    package let resource: GroupResource
    package let namespace: String
    package let name: String

    package init(resource: GroupResource, namespace: String, name: String) {
        self.resource = resource
        self.namespace = namespace
        self.name = name
    }

    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.resource.group, left.resource.plural, left.namespace, left.name)
            < (right.resource.group, right.resource.plural, right.namespace, right.name)
    }
}
