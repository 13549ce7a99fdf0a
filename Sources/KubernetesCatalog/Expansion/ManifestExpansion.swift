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
        if manifest.parameters["health"] != nil, diagnostics.isEmpty,
            !resources.contains(where: { Self.isCustom($0.resource) })
        {
            add("health is for the custom resources in content, and there are none")
        }
    }

    /// Whether a resource is of a kind that is not Kubernetes' own.
    private static func isCustom(_ resource: Resource) -> Bool { resource.reference.type == "K8s::Object" }

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

    private mutating func read(_ content: String, isSensitive: Bool) {
        let text = RenderedText(content, path: "\(manifest.reference) content", isSensitive: isSensitive)
        let documents = YAMLParser.plainJSON(text.file) ?? unusual(text)
        for (index, document) in documents.children(of: 0).enumerated() {
            read(document, of: documents, RenderedObject(manifest: manifest, text: text, document: index))
        }
    }

    /// The documents of a text that may have problems.
    private mutating func unusual(_ text: RenderedText) -> FlatJSON {
        let (documents, problems) = YAMLParser.parse(text.file)
        for problem in problems { add(problem, text) }
        return FlatJSON(.array(documents.map { $0.json() }))
    }

    private mutating func add(_ problem: Diagnostic, _ text: RenderedText) {
        let range = problem.place?.range ?? .zero
        let line = text.file.position(at: range.lower).line
        diagnostics.append(
            Diagnostic(
                id: problem.id, severity: problem.severity, "\(manifest.reference): content: \(problem.message.text)",
                at: options.templatePlace(text.content, line) ?? options.place(manifest),
                notes: [text.note(line, range)] + problem.notes.map { Diagnostic.Note($0.message) }))
    }

    private mutating func read(_ position: Int, of json: FlatJSON, _ source: RenderedObject) {
        // A template that renders nothing for a document leaves an empty one.
        if json.isNull(position) { return }
        guard json.isObject(position) else {
            return add("a document is not a Kubernetes object but a \(json.typeName(at: position))", source)
        }
        let kind = json.member("kind", of: position).flatMap(json.string)
        if kind?.hasSuffix("List") == true, let items = json.member("items", of: position), json.isArray(items) {
            guard source.items.count < Self.maximumListDepth else { return add("lists are nested too deeply", source) }
            for (index, item) in json.children(of: items).enumerated() {
                var source = source
                source.items.append(index)
                read(item, of: json, source)
            }
            return
        }
        guard let version = json.member("apiVersion", of: position).flatMap(json.string), !version.isEmpty else {
            return add("an object has no apiVersion", source)
        }
        guard let kind, !kind.isEmpty else { return add("an object has no kind", source) }
        let metadata = json.member("metadata", of: position)
        guard let name = json.member("name", of: metadata).flatMap(json.string), !name.isEmpty else {
            return add("a \(kind) has no metadata.name", source, at: FieldPath("metadata"))
        }
        let gvk = GroupVersionKind(apiVersion: version, kind: kind)
        let object = Object(json: json, position: position, metadata: metadata, gvk: gvk, name: name)
        resources.append((resource(object, isSensitive: source.text.isSensitive), source))
    }

    /// An object in the JSON of a text.
    private struct Object {
        let json: FlatJSON
        let position: Int
        let metadata: Int?
        let gvk: GroupVersionKind
        let name: String

        /// Nil where the field is missing or empty.
        var namespace: String? {
            guard let namespace = json.member("namespace", of: metadata).flatMap(json.string), !namespace.isEmpty else {
                return nil
            }
            return namespace
        }
    }

    private func resource(_ object: Object, isSensitive: Bool) -> Resource {
        let (json, gvk) = (object.json, object.gvk)
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
        for member in json.children(of: object.position) where !json.isNull(member) {
            let field = json.name(at: member)
            if !NativeTypes.reservedFields.contains(field) { parameters[field] = Value(json, at: member) }
        }
        let sensitive = isSensitive ? parameters.keys.filter { $0 != "api_version" && $0 != "kind" } : []
        for attribute in Self.inheritedAttributes {
            if let value = manifest.parameters[attribute] { parameters[attribute] = value }
        }
        // Expressions over one kind's fields would say nothing sensible about others.
        if type == "K8s::Object", let health = manifest.parameters["health"] { parameters["health"] = health }
        let namespace = namespace(of: object)
        return Resource(
            reference: ResourceReference(type: type, title: namespace.map { "\($0)/\(object.name)" } ?? object.name),
            parameters: parameters, sensitiveParameters: sensitive, tags: tags(type), file: manifest.file,
            line: manifest.line, isExported: manifest.isExported, kind: .compilableType)
    }

    private func addMetadata(of object: Object, to parameters: inout OrderedDictionary<String, Value>) {
        let json = object.json
        guard let metadata = object.metadata, json.isObject(metadata) else { return }
        var rest = PuppetHash()
        for member in json.children(of: metadata) where !json.isNull(member) {
            let field = json.name(at: member)
            switch field {
            case "name", "namespace": break
            case "labels", "annotations": parameters[field] = Value(json, at: member)
            default:
                if !Self.serverMetadata.contains(field) { rest[.string(field)] = Value(json, at: member) }
            }
        }
        if !rest.isEmpty { parameters["metadata"] = .hash(rest) }
    }

    /// The object's own namespace, or the manifest's for a namespaced kind that names none.
    private func namespace(of object: Object) -> String? {
        switch options.schema.isNamespaced(object.gvk) {
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

    /// Those of the manifest, and those that a resource of the type has.
    private func tags(_ type: String) -> [String] {
        let words = type.lowercased()
        let own = [words, "k8s", String(words.dropFirst(5))]
        var tags = manifest.tags
        // The evaluator gives them in order.
        guard zip(tags, tags.dropFirst()).allSatisfy({ $0 < $1 }) else { return Set(tags + own).sorted() }
        for tag in own {
            let place = tags.firstIndex { $0 >= tag } ?? tags.count
            if place == tags.count || tags[place] != tag { tags.insert(tag, at: place) }
        }
        return tags
    }
}

extension Value {
    /// A value of flat JSON as Puppet's, without rich data.
    fileprivate init(_ json: FlatJSON, at position: Int) {
        switch json.nodes[position].content {
        case .null: self = .undef
        case .boolean(let value): self = .boolean(value)
        case .integer(let value): self = .integer(value)
        case .double(let value): self = .float(value)
        case .string(let range): self = .string(json.text(range))
        case .array: self = .array(json.children(of: position).map { Value(json, at: $0) })
        case .object:
            var keys: [Value] = []
            var values: [Value] = []
            keys.reserveCapacity(json.nodes[position].count)
            values.reserveCapacity(json.nodes[position].count)
            for member in json.children(of: position) {
                keys.append(.string(json.name(at: member)))
                values.append(Value(json, at: member))
            }
            self = .hash(PuppetHash(uncheckedUniqueKeys: keys, values: values))
        }
    }
}

extension FlatJSON {
    fileprivate func typeName(at position: Int) -> String {
        switch nodes[position].content {
        case .null: "null"
        case .boolean: "boolean"
        case .integer, .double: "number"
        case .string: "string"
        case .array: "list"
        case .object: "mapping"
        }
    }
}
