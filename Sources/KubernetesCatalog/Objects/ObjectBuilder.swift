package import Diagnostics
import JSON
package import Kubernetes
import OrderedCollections
package import PuppetCatalog
import PuppetTypes

/// Makes the API object that a resource of a native type declares.
///
/// Diagnostics have no place: a resource knows its file and line, not the text.
package struct ObjectBuilder {
    private let resource: Resource
    private let gvk: GroupVersionKind
    private let schema: KubernetesSchema
    private var sensitivePaths: [FieldPath] = []

    /// The object of a resource; nil for a resource of another type, and for a `k8s::manifest`.
    package static func object(
        from resource: Resource, schema: KubernetesSchema = .embedded
    ) throws(Diagnostic) -> KubernetesObject? {
        try build(resource, schema: schema)?.object
    }

    /// The object of a resource together with its sensitive fields.
    package static func build(
        _ resource: Resource, schema: KubernetesSchema = .embedded
    ) throws(Diagnostic) -> BuiltObject? {
        guard let type = NativeTypes.type(named: resource.reference.type) else { return nil }
        let version = try text("api_version", of: resource)
        let gvk: GroupVersionKind
        switch type.form {
        case .manifest: return nil
        case .kind(let preferred):
            gvk = version.map { GroupVersionKind(apiVersion: $0, kind: preferred.kind) } ?? preferred
        case .object:
            guard let version, let kind = try text("kind", of: resource) else {
                throw problem("invalid_object", resource, "needs the attributes api_version and kind")
            }
            gvk = GroupVersionKind(apiVersion: version, kind: kind)
        }
        var builder = ObjectBuilder(resource: resource, gvk: gvk, schema: schema)
        return try builder.build()
    }

    private init(resource: Resource, gvk: GroupVersionKind, schema: KubernetesSchema) {
        self.resource = resource
        self.gvk = gvk
        self.schema = schema
    }

    private mutating func build() throws(Diagnostic) -> BuiltObject {
        let identity = try identity()
        var members = JSONObject(minimumCapacity: resource.parameters.count + 3)
        members["apiVersion"] = .string(gvk.apiVersion)
        members["kind"] = .string(gvk.kind)
        members["metadata"] = .object(try metadata(identity))
        for (name, value) in resource.parameters where !NativeTypes.nonFields.contains(name) {
            if let json = try json(name, value, at: FieldPath(name)) { members[name] = json }
        }
        if gvk.kind == "Secret", gvk.group.isEmpty {
            for field in ["data", "stringData"] where members[field] != nil { sensitivePaths.append(FieldPath(field)) }
        }
        return BuiltObject(
            object: KubernetesObject(.object(members)), gvk: gvk, identity: identity, sensitivePaths: sensitivePaths)
    }

    private mutating func metadata(_ identity: ObjectIdentity) throws(Diagnostic) -> JSONObject {
        var members = JSONObject(minimumCapacity: 4)
        members["name"] = .string(identity.name)
        if let namespace = identity.namespace { members["namespace"] = .string(namespace) }
        if let value = resource.parameters["metadata"],
            let json = try json("metadata", value, at: FieldPath("metadata"))
        {
            guard let given = json.object else { throw problem("metadata must be a Hash") }
            for (key, value) in given where members[key] == nil { members[key] = value }
        }
        for field in ["labels", "annotations"] {
            guard let value = resource.parameters[field],
                let json = try json(field, value, at: FieldPath("metadata", field))
            else { continue }
            guard let given = json.object else { throw problem("\(field) must be a Hash") }
            var merged = members[field]?.object ?? [:]
            if merged.isEmpty { merged = given } else { for (key, value) in given { merged[key] = value } }
            if !merged.isEmpty { members[field] = .object(merged) }
        }
        return members
    }

    private mutating func json(_ parameter: String, _ value: Value, at path: FieldPath) throws(Diagnostic) -> JSON? {
        var conversion = ValueConversion(at: path)
        let json: JSON?
        do throws(Diagnostic) {
            json = try conversion.json(value)
        } catch {
            throw problem(error.message.text)
        }
        if resource.sensitiveParameters.contains(parameter) {
            sensitivePaths.append(path)
        } else {
            sensitivePaths += conversion.sensitivePaths
        }
        return json
    }

    /// With the namespace and name of the title or of `name`, and of `namespace`.
    private func identity() throws(Diagnostic) -> ObjectIdentity {
        let title = try Self.text("name", of: resource) ?? resource.reference.title
        let attribute = try Self.text("namespace", of: resource)
        guard let (titled, name) = Self.parts(ofTitle: title) else {
            throw problem("the title must be 'namespace/name' or 'name'")
        }
        if let titled, let attribute, titled != attribute {
            throw problem("the title says namespace '\(titled)' and the attribute says '\(attribute)'")
        }
        let namespace = titled ?? attribute
        switch schema.isNamespaced(gvk) {
        case true? where namespace == nil:
            throw problem(
                "a \(gvk.kind) lives in a namespace: title it 'namespace/name' or set the attribute namespace")
        case false? where namespace != nil:
            throw problem("a \(gvk.kind) does not live in a namespace: title it with its name alone")
        default: break
        }
        return ObjectIdentity(group: gvk.group, kind: gvk.kind, namespace: namespace, name: name)
    }

    /// `namespace/name` or `name`; nil for more parts and for empty ones.
    private static func parts(ofTitle title: String) -> (namespace: String?, name: String)? {
        let bytes = title.utf8
        guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else { return title.isEmpty ? nil : (nil, title) }
        let namespace = title[..<slash]
        let name = title[bytes.index(after: slash)...]
        guard !namespace.isEmpty, !name.isEmpty, !name.utf8.contains(UInt8(ascii: "/")) else { return nil }
        return (String(namespace), String(name))
    }

    private static func text(_ name: String, of resource: Resource) throws(Diagnostic) -> String? {
        var value = resource.parameters[name]
        if case .sensitive(let inner)? = value { value = inner }
        switch value {
        case nil, .undef?: return nil
        case .string(let text)?, .secret(let text)?: return text
        default: throw problem("invalid_object", resource, "\(name) must be a String")
        }
    }

    private func problem(_ text: String) -> Diagnostic { Self.problem("invalid_object", resource, text) }

    private static func problem(_ id: String, _ resource: Resource, _ text: String) -> Diagnostic {
        Diagnostic(id: id, "\(resource.reference): \(text)")
    }
}
