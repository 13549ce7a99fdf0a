import Diagnostics
import JSON
import Kubernetes
import OrderedCollections

/// Holds one object against the schema and Kubernetes' rules for names.
enum ObjectCheck {
    struct Problem {
        let id: String
        let severity: Diagnostic.Severity
        let path: FieldPath
        /// With the path in front, where there is one.
        let text: String
    }

    static func problems(of built: BuiltObject, schema: KubernetesSchema) -> [Problem] {
        let object = built.object
        var problems = nameProblems(built.identity) + metadataProblems(object) + keyProblems(object, built.gvk)
        guard let node = schema.definition(for: built.gvk) else {
            return problems + [unknownKind(built.gvk, schema)].compactMap(\.self)
        }
        for violation in SchemaValidator.validate(object.json, against: node) {
            var text = violation.path.steps.isEmpty ? violation.message : "\(violation.path): \(violation.message)"
            if let found = violation.found, !built.isSensitive(violation.path) {
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

    private static func nameProblems(_ object: ObjectIdentity) -> [Problem] {
        var problems: [Problem] = []
        let rule = ObjectName.rule(for: object.groupKind)
        if !rule.accepts(object.name) {
            let text = "metadata.name: \"\(object.name)\" is not a valid name: \(rule.explanation)"
            problems.append(
                Problem(id: "invalid_name", severity: .error, path: FieldPath("metadata", "name"), text: text))
        }
        if let namespace = object.namespace, !ObjectName.label.accepts(namespace) {
            let text = "metadata.namespace: \"\(namespace)\" is not a valid name: \(ObjectName.label.explanation)"
            problems.append(
                Problem(id: "invalid_name", severity: .error, path: FieldPath("metadata", "namespace"), text: text))
        }
        return problems
    }

    private static let keyedMetadata = ["labels", "annotations"]

    private static func metadataProblems(_ object: KubernetesObject) -> [Problem] {
        guard let metadata = object.json["metadata"]?.object else { return [] }
        var problems: [Problem] = []
        for field in keyedMetadata {
            for (key, value) in metadata[field]?.object ?? [:] {
                if !LabelSyntax.isKey(key) {
                    let path = FieldPath("metadata", field, key)
                    let text = "\(path): not a valid key: \(LabelSyntax.keyExplanation)"
                    problems.append(Problem(id: "invalid_key", severity: .error, path: path, text: text))
                }
                if field == "labels", let text = value.string, !LabelSyntax.isValue(text) {
                    let path = FieldPath("metadata", field, key)
                    let text = "\(path): not a valid label value: \(LabelSyntax.valueExplanation)"
                    problems.append(Problem(id: "invalid_label", severity: .error, path: path, text: text))
                }
            }
        }
        return problems
    }

    /// The keys of ConfigMaps and Secrets become file names, and a Service with several ports must name them.
    private static func keyProblems(_ object: KubernetesObject, _ gvk: GroupVersionKind) -> [Problem] {
        var problems: [Problem] = []
        switch (gvk.group, gvk.kind) {
        case ("", "ConfigMap"), ("", "Secret"):
            for field in ["data", "binaryData", "stringData"] {
                for key in (object.json[field]?.object ?? [:]).keys where !LabelSyntax.isDataKey(key) {
                    let path = FieldPath(field, key)
                    let text = "\(path): not a valid key: letters, digits, '-', '_' and '.', at most 253"
                    problems.append(Problem(id: "invalid_key", severity: .error, path: path, text: text))
                }
            }
        case ("", "Service"):
            let ports = object.json[path: "spec", "ports"]?.array ?? []
            guard ports.count > 1 else { break }
            for (index, port) in ports.enumerated() where port["name"]?.string ?? "" == "" {
                let path = FieldPath([.member("spec"), .member("ports"), .element(index), .member("name")])
                let text = "\(path): required where a Service has several ports"
                problems.append(Problem(id: "missing_field", severity: .error, path: path, text: text))
            }
        default: break
        }
        return problems
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
