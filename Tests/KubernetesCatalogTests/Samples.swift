import Diagnostics
import JSON
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// A value of the language, from JSON.
func value(_ json: JSON) -> Value {
    switch json {
    case .null: .undef
    case .boolean(let value): .boolean(value)
    case .integer(let value): .integer(value)
    case .double(let value): .float(value)
    case .string(let text): .string(text)
    case .array(let elements): .array(elements.map(value))
    case .object(let members): .hash(PuppetHash(uniqueKeysWithValues: members.map { (.string($0), value($1)) }))
    }
}

/// A resource, `K8s::Configmap[a/b]` with its parameters.
func resource(
    _ reference: String, _ parameters: JSON = [:], sensitive: [String] = [], tags: [String] = [], line: Int? = nil,
    kind: Resource.Kind = .compilableType
) -> Resource {
    let reference = ResourceReference(reference) ?? ResourceReference(type: "Broken", title: reference)
    var values: OrderedDictionary<String, Value> = [:]
    for (name, json) in parameters.object ?? [:] { values[name] = value(json) }
    return Resource(
        reference: reference, parameters: values, sensitiveParameters: sensitive, tags: tags, file: "manifests/site.pp",
        line: line, kind: kind)
}

/// A catalog, with containment edges as `(container, content)`.
func catalog(_ resources: [Resource], containing edges: [(String, String)] = []) -> Catalog {
    Catalog(
        name: "test", version: "1", environment: "production", resources: resources,
        edges: edges.compactMap { source, target in
            guard let source = ResourceReference(source), let target = ResourceReference(target) else { return nil }
            return Catalog.Edge(source: source, target: target)
        })
}

/// The manifest that `resource(…)` says it is from.
let siteManifest = SourceFile(path: "manifests/site.pp", text: (1...50).map { "line \($0)\n" }.joined())

func sitePlace(_ resource: Resource) -> SourcePlace? {
    resource.line.map {
        let offset = siteManifest.offset(line: $0, byteColumn: 1)
        return SourcePlace(file: siteManifest, range: SourceRange(offset, offset + 4))
    }
}

/// A Deployment's specification that runs one container.
func deploymentSpec(_ container: JSON = [:], volumes: JSON = []) -> JSON {
    var container = container
    container["name"] = "app"
    container["image"] = "registry.example.org/app:1"
    return [
        "selector": ["matchLabels": ["app": "app"]],
        "template": [
            "metadata": ["labels": ["app": "app"]], "spec": ["containers": [container], "volumes": volumes],
        ],
    ]
}
