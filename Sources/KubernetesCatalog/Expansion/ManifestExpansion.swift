import Diagnostics
import JSON
import Kubernetes
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import YAML

/// Turns the text of one `k8s::manifest` into the resources of the objects it holds.
struct ManifestExpansion {
    private let manifest: Resource
    private let options: ExpansionOptions
    private(set) var resources: [(resource: Resource, source: RenderedObject)] = []
    private(set) var diagnostics: [Diagnostic] = []

    private static let maximumListDepth = 4

    /// The attributes of the manifest that hold for each of its objects.
    private static let inheritedAttributes = [
        "ensure", "wait", "timeout", "restart", "replace", "purge", "ignore", "noop", "schedule", "loglevel",
    ]

    /// What every server sets itself, and refuses or ignores from outside.
    private static let serverMetadata: Set<String> = [
        "creationTimestamp", "deletionGracePeriodSeconds", "deletionTimestamp", "generation", "managedFields",
        "resourceVersion", "selfLink", "uid",
    ]

    init(_ manifest: Resource, _ options: ExpansionOptions) {
        self.manifest = manifest
        self.options = options
        guard let parameter = manifest.parameters["content"] else {
            add("needs the attribute content")
            return
        }
        guard let texts = Self.texts(parameter) else {
            add("content must be a String of YAML, or an Array of such")
            return
        }
        let isSensitive = manifest.sensitiveParameters.contains("content") || parameter.holdsSecret
        for text in texts { read(text, isSensitive: isSensitive) }
    }

    private static func texts(_ value: Value) -> [String]? {
        switch value {
        case .string(let text), .secret(let text): return [text]
        case .sensitive(let inner): return texts(inner)
        case .array(let elements):
            let inside = elements.compactMap { Self.texts($0) }
            return inside.count == elements.count ? inside.flatMap(\.self) : nil
        default: return nil
        }
    }

    private mutating func add(_ text: String) {
        diagnostics.append(
            Diagnostic(id: "invalid_manifest", "\(manifest.reference): \(text)", at: options.place(manifest)))
    }

    private mutating func add(_ text: String, _ source: RenderedObject, at path: FieldPath = FieldPath([])) {
        let (place, note) = source.place(of: source.range(of: path), options)
        diagnostics.append(
            Diagnostic(
                id: "invalid_manifest", "\(manifest.reference): \(text)", at: place ?? options.place(manifest),
                notes: [note]))
    }

    private mutating func read(_ text: String, isSensitive: Bool) {
        let file = SourceFile(path: "\(manifest.reference) content", text: text)
        let (documents, problems) = YAMLParser.parse(file)
        for problem in problems { add(problem, file, text, isSensitive: isSensitive) }
        for document in documents {
            let source = RenderedObject(
                manifest: manifest, node: document, file: file, content: text, isSensitive: isSensitive)
            read(source, depth: 0)
        }
    }

    private mutating func add(_ problem: Diagnostic, _ file: SourceFile, _ text: String, isSensitive: Bool) {
        let range = problem.place?.range ?? .zero
        let line = file.position(at: range.lower).line
        diagnostics.append(
            Diagnostic(
                id: problem.id, severity: problem.severity, "\(manifest.reference): content: \(problem.message.text)",
                at: options.templatePlace(text, line) ?? options.place(manifest),
                notes: [RenderedObject.note(line, in: file, range, isSensitive: isSensitive)]
                    + problem.notes.map { Diagnostic.Note($0.message) }))
    }

    private mutating func read(_ source: RenderedObject, depth: Int) {
        let json = source.node.json()
        // A template that renders nothing for a document leaves an empty one.
        if json.isNull { return }
        guard json.object != nil else {
            return add("a document is not a Kubernetes object but a \(json.typeName)", source)
        }
        if json["kind"]?.string?.hasSuffix("List") == true, json["items"]?.array != nil {
            guard depth < Self.maximumListDepth else { return add("lists are nested too deeply", source) }
            for item in source.node["items"]?.sequence ?? [] {
                read(
                    RenderedObject(
                        manifest: manifest, node: item, file: source.file, content: source.content,
                        isSensitive: source.isSensitive),
                    depth: depth + 1)
            }
            return
        }
        guard let version = json["apiVersion"]?.string, !version.isEmpty else {
            return add("an object has no apiVersion", source)
        }
        guard let kind = json["kind"]?.string, !kind.isEmpty else { return add("an object has no kind", source) }
        guard let name = json[path: "metadata", "name"]?.string, !name.isEmpty else {
            return add("a \(kind) has no metadata.name", source, at: FieldPath("metadata"))
        }
        let gvk = GroupVersionKind(apiVersion: version, kind: kind)
        let object = KubernetesObject(json)
        resources.append((resource(object, gvk, named: name, isSensitive: source.isSensitive), source))
    }

    private func resource(
        _ object: KubernetesObject, _ gvk: GroupVersionKind, named name: String, isSensitive: Bool
    ) -> Resource {
        let native = NativeTypes.type(
            named: "K8s::" + gvk.kind.prefix(1).uppercased() + gvk.kind.dropFirst().lowercased())
        var parameters: OrderedDictionary<String, Value> = [:]
        var type = "K8s::Object"
        if let native, case .kind(let preferred) = native.form, preferred.groupKind == gvk.groupKind {
            type = native.name
            if preferred != gvk { parameters["api_version"] = .string(gvk.apiVersion) }
        } else {
            parameters["api_version"] = .string(gvk.apiVersion)
            parameters["kind"] = .string(gvk.kind)
        }
        addMetadata(of: object, to: &parameters)
        for (field, value) in object.json.object ?? [:]
        where !NativeTypes.reservedFields.contains(field) && !value.isNull {
            parameters[field] = Value(data: value)
        }
        let sensitive = isSensitive ? parameters.keys.filter { $0 != "api_version" && $0 != "kind" } : []
        for attribute in Self.inheritedAttributes {
            if let value = manifest.parameters[attribute] { parameters[attribute] = value }
        }
        let namespace = namespace(of: object, gvk)
        return Resource(
            reference: ResourceReference(type: type, title: namespace.map { "\($0)/\(name)" } ?? name),
            parameters: parameters, sensitiveParameters: sensitive, tags: tags(type), file: manifest.file,
            line: manifest.line, isExported: manifest.isExported, kind: .compilableType)
    }

    private func addMetadata(of object: KubernetesObject, to parameters: inout OrderedDictionary<String, Value>) {
        var rest = JSONObject()
        for (field, value) in object.json["metadata"]?.object ?? [:] where !value.isNull {
            switch field {
            case "name", "namespace": break
            case "labels", "annotations": parameters[field] = Value(data: value)
            default: if !Self.serverMetadata.contains(field) { rest[field] = value }
            }
        }
        if !rest.isEmpty { parameters["metadata"] = Value(data: .object(rest)) }
    }

    /// The object's own namespace, or the manifest's for a namespaced kind that names none.
    private func namespace(of object: KubernetesObject, _ gvk: GroupVersionKind) -> String? {
        switch options.schema.isNamespaced(gvk) {
        case false?: return nil
        case true?: return object.namespace ?? Self.namespace(of: manifest)
        case nil: return object.namespace
        }
    }

    /// The namespace of a manifest: its attribute, or the part of the title before a slash.
    private static func namespace(of manifest: Resource) -> String? {
        if let namespace = manifest.parameters["namespace"]?.stringContent, !namespace.isEmpty { return namespace }
        let parts = manifest.reference.title.split(separator: "/", omittingEmptySubsequences: false)
        return parts.count == 2 && !parts[0].isEmpty ? String(parts[0]) : nil
    }

    private func tags(_ type: String) -> [String] {
        let words = type.lowercased()
        return Set(manifest.tags + [words, "k8s", String(words.dropFirst(5))]).sorted()
    }
}

extension JSON {
    fileprivate var typeName: String {
        switch self {
        case .null: "null"
        case .boolean: "boolean"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "list"
        case .object: "mapping"
        }
    }
}
