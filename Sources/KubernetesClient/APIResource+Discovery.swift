import JSON
import Kubernetes

extension APIResource {
    /// The resources of an `APIResourceList`, without subresources.
    static func list(_ json: JSON, group: String, version: String) -> [APIResource] {
        (json["resources"]?.array ?? []).compactMap { resource in
            guard let plural = resource["name"]?.string, !plural.contains("/"), let kind = resource["kind"]?.string
            else { return nil }
            return APIResource(
                gvk: GroupVersionKind(group: group, version: version, kind: kind), plural: plural,
                singular: resource["singularName"]?.string ?? "", namespaced: resource["namespaced"]?.boolean ?? false,
                verbs: (resource["verbs"]?.array ?? []).compactMap(\.string))
        }
    }

    /// The URL path of the collection; without a namespace, of all namespaces.
    func path(namespace: String?) -> String {
        let root = Self.root(group: gvk.group, version: gvk.version)
        guard namespaced, let namespace else { return "\(root)/\(plural)" }
        return "\(root)/namespaces/\(PercentEncoding.encode(namespace))/\(plural)"
    }

    func path(namespace: String?, name: String) -> String {
        "\(path(namespace: namespace))/\(PercentEncoding.encode(name))"
    }

    static func root(group: String, version: String) -> String {
        let version = PercentEncoding.encode(version)
        return group.isEmpty ? "/api/\(version)" : "/apis/\(PercentEncoding.encode(group))/\(version)"
    }
}
