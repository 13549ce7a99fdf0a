import JSON
import Kubernetes
import OrderedCollections
import Synchronization

/// One resource in one version, with what is needed to read, write and show its objects.
struct ServedResource: Sendable {
    let resource: APIResource
    let schema: SchemaNode
    /// The definition of a custom resource; nil for what is built in.
    let definition: JSON?
    private let compiledRules = CompiledRules()

    init(resource: APIResource, schema: SchemaNode, definition: JSON?) {
        self.resource = resource
        self.schema = schema
        self.definition = definition
    }

    var gvk: GroupVersionKind { resource.gvk }
    var groupResource: GroupResource { GroupResource(group: gvk.group, plural: resource.plural) }
    var isCustom: Bool { definition != nil }
    var hasStatus: Bool { resource.subresource("status") != nil }
    var listKind: String {
        definition?[path: "spec", "names", "listKind"]?.string ?? "\(gvk.kind)List"
    }

    func key(namespace: String?, name: String) -> ObjectKey {
        ObjectKey(resource: groupResource, namespace: resource.namespaced ? namespace ?? "" : "", name: name)
    }

    /// The object in this version; what is stored may be in another one.
    func inVersion(_ object: JSON) -> JSON {
        guard object["apiVersion"]?.string != gvk.apiVersion || object["kind"] == nil else { return object }
        var result: JSONObject = ["kind": .string(gvk.kind), "apiVersion": .string(gvk.apiVersion)]
        for (key, value) in object.object ?? [:] where result[key] == nil { result[key] = value }
        return .object(result)
    }

    /// The rules of the definition's version, compiled when they are first asked for.
    var validationRules: ValidationRules {
        compiledRules.rules(of: definitionVersion?[path: "schema", "openAPIV3Schema"] ?? .null)
    }

    /// The version's part of the definition.
    var definitionVersion: JSON? {
        definition?[path: "spec", "versions"]?.array?.first { $0["name"]?.string == gvk.version }
    }
}

/// Rules that are compiled once.
private final class CompiledRules: Sendable {
    private let known = Mutex<ValidationRules?>(nil)

    func rules(of schema: JSON) -> ValidationRules {
        known.withLock { known in
            if let known { return known }
            let rules = ValidationRules(of: schema)
            known = rules
            return rules
        }
    }
}

/// Everything that is served now: the built-in resources, and those of established CustomResourceDefinitions.
struct ServedResources: Sendable {
    private(set) var resources: [ServedResource] = []
    private var indexByPath: [Path: Int] = [:]
    /// In discovery's order.
    private(set) var groups: [String] = []
    private(set) var versions: [String: [String]] = [:]

    private struct Path: Hashable {
        let group: String
        let version: String
        let plural: String
    }

    init(definitions: [JSON]) {
        let embedded = KubernetesSchema.embedded
        for resource in embedded.resources {
            append(
                ServedResource(
                    resource: resource, schema: embedded.definition(for: resource.gvk) ?? .any, definition: nil))
        }
        for definition in definitions {
            for version in CustomResourceVersion.served(by: definition) {
                append(ServedResource(resource: version.resource, schema: version.node, definition: definition))
            }
        }
    }

    private mutating func append(_ served: ServedResource) {
        let gvk = served.gvk
        let path = Path(group: gvk.group, version: gvk.version, plural: served.resource.plural)
        guard indexByPath[path] == nil else { return }
        indexByPath[path] = resources.count
        resources.append(served)
        if versions[gvk.group] == nil { groups.append(gvk.group) }
        if versions[gvk.group]?.contains(gvk.version) != true { versions[gvk.group, default: []].append(gvk.version) }
    }

    func find(group: String, version: String, plural: String) -> ServedResource? {
        indexByPath[Path(group: group, version: version, plural: plural)].map { resources[$0] }
    }

    /// The preferred version of a resource.
    func find(_ resource: GroupResource) -> ServedResource? {
        for version in versions[resource.group] ?? [] {
            if let served = find(group: resource.group, version: version, plural: resource.plural) { return served }
        }
        return nil
    }

    func find(_ gvk: GroupVersionKind) -> ServedResource? { resources.first { $0.gvk == gvk } }

    func isServed(group: String, version: String) -> Bool { versions[group]?.contains(version) == true }

    func resources(group: String, version: String) -> [ServedResource] {
        resources.filter { $0.gvk.group == group && $0.gvk.version == version }
    }
}
