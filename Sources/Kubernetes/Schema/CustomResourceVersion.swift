package import JSON

/// One served version of a CustomResourceDefinition.
package struct CustomResourceVersion: Sendable {
    package let resource: APIResource
    package let node: SchemaNode
    package let isStorage: Bool

    /// The served versions, newest first in Kubernetes' order; none where the definition is broken.
    package static func served(by crd: JSON) -> [CustomResourceVersion] {
        guard let group = crd[path: "spec", "group"]?.string, let names = crd[path: "spec", "names"],
            let kind = names["kind"]?.string, let plural = names["plural"]?.string
        else { return [] }
        let versions = (crd[path: "spec", "versions"]?.array ?? []).filter { $0["served"]?.boolean == true }
        let sorted = versions.sorted {
            VersionPriority($0["name"]?.string ?? "") > VersionPriority($1["name"]?.string ?? "")
        }
        return sorted.compactMap { version in
            guard let name = version["name"]?.string else { return nil }
            let gvk = GroupVersionKind(group: group, version: name, kind: kind)
            return CustomResourceVersion(
                resource: APIResource(
                    gvk: gvk, plural: plural, singular: names["singular"]?.string ?? kind.lowercased(),
                    shortNames: strings(names["shortNames"]),
                    namespaced: crd[path: "spec", "scope"]?.string == "Namespaced",
                    categories: strings(names["categories"]), subresources: subresources(of: version, gvk)),
                node: node(version[path: "schema", "openAPIV3Schema"]),
                isStorage: version["storage"]?.boolean ?? false)
        }
    }

    private static func strings(_ json: JSON?) -> [String] { (json?.array ?? []).compactMap(\.string) }

    private static func subresources(of version: JSON, _ gvk: GroupVersionKind) -> [APIResource.Subresource] {
        let verbs = ["get", "patch", "update"]
        var result: [APIResource.Subresource] = []
        if version[path: "subresources", "scale"] != nil {
            let scale = GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale")
            result.append(APIResource.Subresource(name: "scale", gvk: scale, verbs: verbs))
        }
        if version[path: "subresources", "status"] != nil {
            result.append(APIResource.Subresource(name: "status", gvk: gvk, verbs: verbs))
        }
        return result
    }

    /// The schema with the fields that every object has, which custom schemas leave out.
    private static func node(_ schema: JSON?) -> SchemaNode {
        guard let schema else { return .any }
        var facts = SchemaFacts(compact: schema, depth: 0)
        facts.addObjectFields()
        return SchemaNode(facts)
    }
}

extension SchemaFacts {
    /// Adds `apiVersion`, `kind` and `metadata` as the server has them.
    mutating func addObjectFields() {
        var text = SchemaFacts()
        text.types = .string
        let string = SchemaLink(SchemaNode(text))
        var fields = [(name: "apiVersion", link: string), (name: "kind", link: string)]
        if let metadata = EmbeddedSchema.definitions["io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta"] {
            fields.append((name: "metadata", link: SchemaLink(metadata)))
        }
        properties = properties.adding(fields)
    }
}
