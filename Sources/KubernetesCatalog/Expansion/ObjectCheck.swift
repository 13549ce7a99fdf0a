import Diagnostics
import JSON
import Kubernetes
import OrderedCollections

/// Holds one object against the schema and Kubernetes' rules for names.
struct ObjectCheck {
    private let schema: KubernetesSchema
    /// The schemas of the builder's kinds, where they are known.
    private let nodes: [SchemaNode?]
    private var validator = SchemaValidator()

    init(of kinds: [DeclaredKind], _ schema: KubernetesSchema) {
        self.schema = schema
        nodes = kinds.map { schema.definition(for: $0.gvk) }
    }

    struct Problem {
        let id: String
        let severity: Diagnostic.Severity
        let path: FieldPath
        /// With the path in front, where there is one.
        let text: String
    }

    /// Of the object that a builder wrote last.
    mutating func problems(of declaration: ObjectDeclaration, in builder: ObjectBuilder) -> [Problem] {
        let kind = builder.kinds[declaration.kind]
        var problems: [Problem] = []
        Self.addNameProblems(declaration, kind, to: &problems)
        Self.addMetadataProblems(builder.object, to: &problems)
        Self.addKeyProblems(builder.object, kind, to: &problems)
        guard let node = nodes[declaration.kind] else {
            return problems + [Self.unknownKind(kind.gvk, schema)].compactMap(\.self)
        }
        for violation in validator.validate(builder.object, against: node) {
            var text = violation.path.steps.isEmpty ? violation.message : "\(violation.path): \(violation.message)"
            if let found = violation.found, !BuiltObject.isSensitive(violation.path, builder.sensitivePaths) {
                text += ", got \"\(found.prefix(100))\""
            }
            problems.append(
                Problem(id: violation.kind.rawValue, severity: .error, path: violation.path, text: text))
        }
        return problems
    }

    private static func unknownKind(_ gvk: GroupVersionKind, _ schema: KubernetesSchema) -> Problem? {
        let path = FieldPath("kind")
        if let deprecation = APIDeprecation.find(gvk) {
            return Problem(
                id: "deprecated_api", severity: .warning, path: FieldPath("apiVersion"), text: deprecation.explanation)
        }
        if let other = schema.resource(gvk.groupKind) {
            let text = "apiVersion \(gvk.apiVersion) of \(gvk.kind) is not known, \(other.gvk.apiVersion) is"
            return Problem(id: "unknown_version", severity: .warning, path: FieldPath("apiVersion"), text: text)
        }
        let siblings = schema.resources.filter { $0.gvk.apiVersion == gvk.apiVersion }.map(\.gvk.kind)
        if !siblings.isEmpty {
            let hint = NearestName.nearest(to: gvk.kind, in: siblings).map { ", did you mean \($0)?" } ?? ""
            return Problem(
                id: "unknown_kind", severity: .error, path: path,
                text: "\(gvk.apiVersion) has no kind \(gvk.kind)\(hint)")
        }
        return Problem(
            id: "unchecked_kind", severity: .warning, path: path,
            text: "no CustomResourceDefinition for \(gvk.groupKind) is at hand, so its fields are not checked")
    }

    private static func addNameProblems(
        _ object: ObjectDeclaration, _ kind: DeclaredKind, to problems: inout [Problem]
    ) {
        if !kind.nameRule.accepts(object.name) {
            let text = "metadata.name: \"\(object.name)\" is not a valid name: \(kind.nameRule.explanation)"
            problems.append(
                Problem(id: "invalid_name", severity: .error, path: FieldPath("metadata", "name"), text: text))
        }
        if let namespace = object.namespace, !ObjectName.label.accepts(namespace) {
            let text = "metadata.namespace: \"\(namespace)\" is not a valid name: \(ObjectName.label.explanation)"
            problems.append(
                Problem(id: "invalid_name", severity: .error, path: FieldPath("metadata", "namespace"), text: text))
        }
    }

    private static func addMetadataProblems(_ object: FlatJSON, to problems: inout [Problem]) {
        guard let metadata = object.member("metadata", of: 0) else { return }
        for field in ["labels", "annotations"] {
            guard let map = object.member(field, of: metadata), object.isObject(map) else { continue }
            for entry in object.children(of: map) {
                if !object.judge(object.nodes[entry].name, LabelSyntax.isKey) {
                    let path = FieldPath("metadata", field, object.name(at: entry))
                    let text = "\(path): not a valid key: \(LabelSyntax.keyExplanation)"
                    problems.append(Problem(id: "invalid_key", severity: .error, path: path, text: text))
                }
                if field == "labels", let value = object.textRange(at: entry), !object.judge(value, LabelSyntax.isValue)
                {
                    let path = FieldPath("metadata", field, object.name(at: entry))
                    let text = "\(path): not a valid label value: \(LabelSyntax.valueExplanation)"
                    problems.append(Problem(id: "invalid_label", severity: .error, path: path, text: text))
                }
            }
        }
    }

    /// The keys of ConfigMaps and Secrets become file names, and a Service with several ports must name them.
    private static func addKeyProblems(_ object: FlatJSON, _ kind: DeclaredKind, to problems: inout [Problem]) {
        switch (kind.gvk.group, kind.gvk.kind) {
        case ("", "ConfigMap"), ("", "Secret"):
            for field in ["data", "binaryData", "stringData"] {
                guard let map = object.member(field, of: 0), object.isObject(map) else { continue }
                for entry in object.children(of: map)
                where !object.judge(object.nodes[entry].name, LabelSyntax.isDataKey) {
                    let path = FieldPath(field, object.name(at: entry))
                    let text = "\(path): not a valid key: letters, digits, '-', '_' and '.', at most 253"
                    problems.append(Problem(id: "invalid_key", severity: .error, path: path, text: text))
                }
            }
        case ("", "Service"):
            guard let specification = object.member("spec", of: 0),
                let ports = object.member("ports", of: specification), object.isArray(ports),
                object.nodes[ports].count > 1
            else { break }
            for (index, port) in object.children(of: ports).enumerated()
            where object.member("name", of: port).flatMap(object.string) ?? "" == "" {
                let path = FieldPath([.member("spec"), .member("ports"), .element(index), .member("name")])
                let text = "\(path): required where a Service has several ports"
                problems.append(Problem(id: "missing_field", severity: .error, path: path, text: text))
            }
        default: break
        }
    }
}

extension FlatJSON {
    /// What a rule says to a part of `bytes`.
    fileprivate func judge(_ range: Range<Int>, _ rule: (UnsafeBufferPointer<UInt8>) -> Bool) -> Bool {
        bytes.withUnsafeBufferPointer { rule(UnsafeBufferPointer(rebasing: $0[range])) }
    }
}

extension APIDeprecation {
    /// `extensions/v1beta1 Ingress was removed in Kubernetes 1.22, use networking.k8s.io/v1`.
    fileprivate var explanation: String {
        let event =
            removedIn.map { "was removed in Kubernetes 1.\($0)" } ?? "is deprecated since Kubernetes 1.\(deprecatedIn)"
        return "\(apiVersion) \(kind) \(event)" + (replacement.map { ", use \($0)" } ?? "")
    }
}
