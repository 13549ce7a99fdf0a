import JSON
import Kubernetes

/// What a path names.
enum RequestTarget: Sendable {
    case resource(ResourceTarget)
    /// `/apis/apps/v1`, `/version`, `/openapi/v3`: the steps of the path.
    case document([String])
    /// A group and version that is served, with a resource that is not.
    case unknownResource
    case unknown

    /// `/apis/apps/v1/namespaces/rec/deployments/web/scale`.
    struct ResourceTarget: Sendable {
        let served: ServedResource
        let namespace: String?
        /// Nil for the collection.
        let name: String?
        /// Empty for the object itself.
        let subresource: String

        var resource: APIResource { served.resource }

        /// The key of the named object.
        func key(name: String) -> ObjectKey { served.key(namespace: namespace, name: name) }
    }

    init(path: String, served: ServedResources) {
        let steps = path.split(separator: "/").map(String.init)
        switch steps.first {
        case "api"? where steps.count > 2:
            self = Self.resource(steps.dropFirst(2), group: "", version: steps[1], served)
        case "apis"? where steps.count > 3:
            self = Self.resource(steps.dropFirst(3), group: steps[1], version: steps[2], served)
        case .some: self = .document(steps)
        case nil: self = .document([])
        }
    }

    private static func resource(
        _ steps: ArraySlice<String>, group: String, version: String, _ served: ServedResources
    ) -> RequestTarget {
        guard served.isServed(group: group, version: version) else { return .unknown }
        var rest = Array(steps)
        var namespace: String?
        let isNamespaceItself = rest.count <= 2 || (rest.count == 3 && ["status", "finalize"].contains(rest[2]))
        if rest.first == "namespaces", !isNamespaceItself || !group.isEmpty, rest.count > 2 {
            namespace = rest[1]
            rest.removeFirst(2)
        }
        guard let plural = rest.first, let found = served.find(group: group, version: version, plural: plural),
            namespace == nil || found.resource.namespaced
        else { return .unknownResource }
        if found.resource.namespaced, namespace == nil, rest.count > 1 { return .unknownResource }
        return .resource(
            ResourceTarget(
                served: found, namespace: namespace, name: rest.count > 1 ? rest[1] : nil,
                subresource: rest.count > 2 ? rest[2] : ""))
    }
}
