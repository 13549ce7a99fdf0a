package import Diagnostics
import JSON
package import Kubernetes
import OrderedCollections
package import PuppetCatalog
import PuppetTypes

/// Makes the API objects that resources of native types declare, one after the other in the same memory.
///
/// Diagnostics have no place: a resource knows its file and line, not the text.
package struct ObjectBuilder {
    /// The kinds that were met.
    private(set) var kinds: [DeclaredKind] = []
    /// The object that was written last.
    var object = FlatJSON()
    /// Where that holds what was `Sensitive`; a Secret's `data` and `stringData` always.
    var sensitivePaths: [FieldPath] = []

    private let schema: KubernetesSchema
    private var positions: [GroupVersionKind: Int] = [:]
    private var forms: [String: Form] = [:]

    /// What resources of a type declare.
    private enum Form {
        case noObject
        /// The kind is in the attributes.
        case object
        /// Unless another version is in the attributes.
        case kind(Int)
    }

    package init(schema: KubernetesSchema = .embedded) { self.schema = schema }

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
        var builder = ObjectBuilder(schema: schema)
        return try builder.build(resource)
    }

    /// The object of a resource together with its sensitive fields.
    package mutating func build(_ resource: Resource) throws(Diagnostic) -> BuiltObject? {
        guard let declaration = try declaration(in: resource) else { return nil }
        try write(declaration, of: resource)
        let kind = kinds[declaration.kind]
        return BuiltObject(
            object: KubernetesObject(object.json()), gvk: kind.gvk, identity: kind.identity(of: declaration),
            sensitivePaths: sensitivePaths)
    }

    /// The kind and the name of a resource's object; nil for a resource of another type, and for a `k8s::manifest`.
    mutating func declaration(in resource: Resource) throws(Diagnostic) -> ObjectDeclaration? {
        let form = form(ofType: resource.reference.type)
        if case .noObject = form { return nil }
        let version = try Self.text("api_version", of: resource)
        let kind: Int
        switch form {
        case .noObject: return nil
        case .kind(let preferred):
            kind =
                version.map { kindPosition(GroupVersionKind(apiVersion: $0, kind: kinds[preferred].gvk.kind)) }
                ?? preferred
        case .object:
            guard let version, let name = try Self.text("kind", of: resource) else {
                throw Self.problem(resource, "needs the attributes api_version and kind")
            }
            kind = kindPosition(GroupVersionKind(apiVersion: version, kind: name))
        }
        return try declaration(in: resource, ofKind: kind)
    }

    private mutating func form(ofType name: String) -> Form {
        if let known = forms[name] { return known }
        let form: Form =
            switch NativeTypes.type(named: name)?.form {
            case nil, .manifest: .noObject
            case .kind(let preferred): .kind(kindPosition(preferred))
            case .object: .object
            }
        forms[name] = form
        return form
    }

    private mutating func kindPosition(_ gvk: GroupVersionKind) -> Int {
        if let known = positions[gvk] { return known }
        let position = kinds.count
        positions[gvk] = position
        kinds.append(DeclaredKind(gvk, isNamespaced: schema.isNamespaced(gvk)))
        return position
    }

    /// With the namespace and name of the title or of `name`, and of `namespace`.
    private func declaration(in resource: Resource, ofKind kind: Int) throws(Diagnostic) -> ObjectDeclaration {
        let title = try Self.text("name", of: resource) ?? resource.reference.title
        let attribute = try Self.text("namespace", of: resource)
        guard let (titled, name) = Self.parts(ofTitle: title) else {
            throw Self.problem(resource, "the title must be 'namespace/name' or 'name'")
        }
        if let titled, let attribute, titled != attribute {
            throw Self.problem(
                resource, "the title says namespace '\(titled)' and the attribute says '\(attribute)'")
        }
        let namespace = titled ?? attribute
        switch kinds[kind].isNamespaced {
        case true? where namespace == nil:
            throw Self.problem(
                resource,
                "a \(kinds[kind].gvk.kind) lives in a namespace: title it 'namespace/name' or set the attribute namespace"
            )
        case false? where namespace != nil:
            throw Self.problem(
                resource, "a \(kinds[kind].gvk.kind) does not live in a namespace: title it with its name alone")
        default: break
        }
        return ObjectDeclaration(kind: kind, namespace: namespace, name: name)
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
        switch resource.parameters[name] {
        case nil, .undef?: return nil
        case .string(let text)?, .secret(let text)?: return text
        case .sensitive(.string(let text))?, .sensitive(.secret(let text))?: return text
        case .sensitive(.undef)?: return nil
        default: throw problem(resource, "\(name) must be a String")
        }
    }

    static func problem(_ resource: Resource, _ text: String) -> Diagnostic {
        Diagnostic(id: "invalid_object", "\(resource.reference): \(text)")
    }
}
