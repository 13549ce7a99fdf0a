import Kubernetes

/// The resource types `k8s::<kind>` for every kind of the embedded schema, `k8s::object` and `k8s::manifest`.
package enum NativeTypes {
    /// The type of a lower-case name, `k8s::deployment`; nil for what is none of ours.
    package static func attributes(ofType lowercasedName: String) -> NativeType? {
        byLowercasedName[lowercasedName]
    }

    /// The type of a name as references spell it, `K8s::Deployment`.
    package static func type(named name: String) -> NativeType? { byName[name] }

    /// Whether a type, as references spell it, is one of ours.
    package static func isNative(_ name: String) -> Bool { byName[name] != nil }

    /// Whether resources of a type are Kubernetes objects: every native type but `K8s::Manifest`.
    package static func isObject(_ name: String) -> Bool { byName[name].map { $0.form != .manifest } ?? false }

    /// Every type, sorted by name.
    package static let all: [NativeType] = {
        var types = [object, manifest]
        for resource in KubernetesSchema.embedded.resources where resource.isStored {
            let singular = resource.gvk.kind.lowercased()
            // Another version, or the kind of another group, has the name already.
            guard KubernetesSchema.embedded.resource(kindLowercased: singular) == resource else { continue }
            types.append(type(of: resource))
        }
        return types.sorted { $0.name < $1.name }
    }()

    private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
    private static let byLowercasedName = Dictionary(uniqueKeysWithValues: all.map { ($0.name.lowercased(), $0) })

    /// How an object's convergence is steered; DESIGN's words.
    static let convergenceAttributes: Set<String> = [
        "ensure", "health", "ignore", "purge", "replace", "restart", "timeout", "wait",
    ]

    static let metadataAttributes: Set<String> = ["annotations", "labels", "metadata", "name", "namespace"]

    /// The fields of an object that are not attributes under their own name, or are the cluster's.
    static let reservedFields: Set<String> = ["apiVersion", "kind", "metadata", "status"]

    private static let object = NativeType(
        name: "K8s::Object",
        attributes: convergenceAttributes.union(metadataAttributes).union(["api_version", "kind"]).union(commonFields),
        acceptsOtherAttributes: true, form: .object)

    private static let manifest = NativeType(
        name: "K8s::Manifest", attributes: convergenceAttributes.union(["content", "name", "namespace"]),
        acceptsOtherAttributes: false, form: .manifest)

    /// Every top-level field of a built-in kind.
    private static let commonFields: Set<String> = KubernetesSchema.embedded.resources.reduce(into: []) {
        $0.formUnion(fields(of: $1.gvk))
    }

    private static func type(of resource: APIResource) -> NativeType {
        let kind = resource.gvk.kind
        return NativeType(
            name: "K8s::" + kind.prefix(1).uppercased() + kind.dropFirst().lowercased(),
            attributes: convergenceAttributes.union(metadataAttributes).union(["api_version"])
                .union(fields(of: resource.gvk)),
            acceptsOtherAttributes: false, form: .kind(resource.gvk))
    }

    private static func fields(of gvk: GroupVersionKind) -> Set<String> {
        let names = KubernetesSchema.embedded.definition(for: gvk)?.propertyNames ?? []
        return Set(names).subtracting(reservedFields)
    }

    /// Puppet's metaparameters, which every resource may have and no object holds.
    static let metaparameters: Set<String> = [
        "alias", "audit", "before", "export", "loglevel", "noop", "notify", "require", "schedule", "stage", "subscribe",
        "tag",
    ]

    /// The parameters of a resource that are not top-level fields of its object.
    static let nonFields = convergenceAttributes.union(metadataAttributes).union(metaparameters)
        .union(["api_version", "kind"])
}
