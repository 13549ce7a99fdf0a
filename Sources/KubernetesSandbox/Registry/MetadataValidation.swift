import JSON
import Kubernetes
import OrderedCollections

/// What the API server checks in every object's metadata.
enum MetadataValidation {
    private static let maximumAnnotationBytes = 256 * 1024

    static func problems(in object: JSON, of resource: APIResource) -> [FieldProblem] {
        let metadata = object.metadata
        var problems = name(metadata["name"]?.string ?? "", resource)
        problems += labels(metadata["labels"]?.object ?? [:], field: "metadata.labels")
        problems += annotations(metadata["annotations"]?.object ?? [:])
        problems += finalizers(metadata["finalizers"]?.array ?? [])
        problems += owners(metadata["ownerReferences"]?.array ?? [])
        return problems
    }

    private static func name(_ name: String, _ resource: APIResource) -> [FieldProblem] {
        guard !name.isEmpty else { return [.required("metadata.name", "name or generateName is required")] }
        let field = "metadata.name"
        switch (resource.gvk.group, resource.gvk.kind) {
        case ("", "Service"), ("", "Namespace"):
            return NameRules.isLabel(name) ? [] : [.invalid(field, .string(name), NameRules.labelExplanation)]
        case ("rbac.authorization.k8s.io", _):
            return NameRules.isPathSegment(name) ? [] : [.invalid(field, .string(name), "may not contain '/' or '%'")]
        default:
            return NameRules.isSubdomain(name) ? [] : [.invalid(field, .string(name), NameRules.subdomainExplanation)]
        }
    }

    static func labels(_ labels: JSONObject, field: String) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        for (key, value) in labels.sorted(by: { $0.key < $1.key }) {
            problems += qualifiedName(key, field: field)
            guard case .string(let text) = value, !text.isEmpty, !NameRules.isQualifiedNamePart(text) else { continue }
            let why = text.utf8.count > 63 ? "must be no more than 63 bytes" : NameRules.labelValueExplanation
            problems.append(.invalid(field, value, why))
        }
        return problems
    }

    private static func qualifiedName(_ key: String, field: String) -> [FieldProblem] {
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count <= 2, let name = parts.last else {
            return [
                .invalid(
                    field, .string(key),
                    "a valid label key must consist of a name with an optional DNS subdomain prefix and '/'")
            ]
        }
        var problems: [FieldProblem] = []
        if parts.count == 2, !NameRules.isSubdomain(String(parts[0])) {
            let why = parts[0].isEmpty ? "must be non-empty" : NameRules.subdomainExplanation
            problems.append(.invalid(field, .string(key), "prefix part \(why)"))
        }
        if name.isEmpty {
            problems.append(.invalid(field, .string(key), "name part must be non-empty"))
        } else if name.utf8.count > 63 {
            problems.append(.invalid(field, .string(key), "name part must be no more than 63 bytes"))
        } else if !NameRules.isQualifiedNamePart(name) {
            problems.append(.invalid(field, .string(key), NameRules.namePartExplanation))
        }
        return problems
    }

    private static func annotations(_ annotations: JSONObject) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        var size = 0
        for (key, value) in annotations.sorted(by: { $0.key < $1.key }) {
            size += key.utf8.count + (value.string?.utf8.count ?? 0)
            problems += qualifiedName(key.lowercased(), field: "metadata.annotations")
        }
        if size > maximumAnnotationBytes {
            problems.append(.tooLong("metadata.annotations", limit: maximumAnnotationBytes))
        }
        return problems
    }

    private static func finalizers(_ finalizers: [JSON]) -> [FieldProblem] {
        finalizers.flatMap { finalizer -> [FieldProblem] in
            guard let name = finalizer.string, !["orphan", "foregroundDeletion"].contains(name) else { return [] }
            guard name.contains("/") else {
                return [
                    .invalid(
                        "metadata.finalizers", finalizer,
                        "name is neither a standard finalizer name nor is it fully qualified")
                ]
            }
            return qualifiedName(name, field: "metadata.finalizers")
        }
    }

    private static func owners(_ owners: [JSON]) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        var controllers = 0
        for owner in owners {
            for member in ["apiVersion", "kind", "name", "uid"] where (owner[member]?.string ?? "").isEmpty {
                problems.append(
                    .invalid("metadata.ownerReferences.\(member)", owner[member] ?? "", "\(member) must not be empty"))
            }
            if owner["controller"] == true { controllers += 1 }
        }
        if controllers > 1 {
            problems.append(
                .invalid(
                    "metadata.ownerReferences", .array(owners),
                    "Only one reference can have Controller set to true."))
        }
        return problems
    }
}
