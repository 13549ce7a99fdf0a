import JSON
import Kubernetes

/// A field selector: `metadata.name=web,status.phase!=Running`.
struct FieldSelector: Sendable {
    private var requirements: [Requirement] = []

    private struct Requirement: Sendable {
        let path: [String]
        let value: String
        let isNegated: Bool
    }

    /// Throws where the kind cannot be selected by a field.
    init(_ text: String, for served: ServedResource) throws(APIError) {
        for part in text.split(separator: ",") {
            let isNegated = part.contains("!=")
            let halves = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard halves.count == 2 else {
                throw .badRequest("invalid selector: '\(text)'; can't understand '\(part)'")
            }
            let field = (isNegated ? String(halves[0].dropLast()) : String(halves[0])).trimmingBlanks
            guard Self.supported(served).contains(field) else {
                throw .badRequest(
                    "Unable to find \"\(served.gvk.group)/\(served.gvk.version), Resource=\(served.resource.plural)\" "
                        + "that match label selector \"\", field selector \"\(text)\": "
                        + "field label not supported: \(field)")
            }
            let value = halves[1].drop { $0 == "=" }
            requirements.append(
                Requirement(
                    path: field.split(separator: ".").map(String.init), value: String(value), isNegated: isNegated))
        }
    }

    private static func supported(_ served: ServedResource) -> Set<String> {
        var fields: Set<String> = ["metadata.name", "metadata.namespace"]
        switch (served.gvk.group, served.gvk.kind) {
        case ("", "Pod"):
            fields.formUnion([
                "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
                "spec.hostNetwork", "status.phase", "status.podIP", "status.nominatedNodeName",
            ])
        case ("", "Event"), ("events.k8s.io", "Event"):
            fields.formUnion([
                "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
                "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
                "reportingComponent", "source", "type",
            ])
        case ("", "Namespace"): fields.insert("status.phase")
        case ("", "Node"): fields.insert("spec.unschedulable")
        case ("", "Secret"): fields.insert("type")
        case ("", "Service"): fields.formUnion(["spec.clusterIP", "spec.type"])
        case ("", "ReplicationController"), ("apps", "ReplicaSet"): fields.insert("status.replicas")
        case ("batch", "Job"): fields.insert("status.successful")
        default: break
        }
        for field in served.definitionVersion?["selectableFields"]?.array ?? [] {
            if let path = field["jsonPath"]?.string { fields.insert(String(path.drop { $0 == "." })) }
        }
        return fields
    }

    func matches(_ object: JSON) -> Bool {
        requirements.allSatisfy { requirement in
            var value: JSON? = object
            for name in requirement.path { value = value?[name] }
            let text: String =
                switch value {
                case .string(let text)?: text
                case .integer(let number)?: String(number)
                case .boolean(let flag)?: String(flag)
                default: ""
                }
            return (text == requirement.value) != requirement.isNegated
        }
    }
}

/// Both selectors of a request.
struct Selection: Sendable {
    private let labels: LabelSelector?
    private let fields: FieldSelector?
    private let namespace: String?
    private var name: String?

    init(_ query: QueryParameters, namespace: String?, _ served: ServedResource) throws(APIError) {
        do {
            labels = try query["labelSelector"].map { text throws(LabelSelector.Malformed) in try LabelSelector(text) }
        } catch {
            throw .badRequest(error.message)
        }
        fields = try query["fieldSelector"].map { text throws(APIError) in try FieldSelector(text, for: served) }
        self.namespace = namespace
    }

    var selectsAll: Bool { labels == nil && fields == nil && name == nil }

    /// The same, of one object only.
    func named(_ name: String) -> Selection {
        var result = self
        result.name = name
        return result
    }

    func matches(_ object: JSON) -> Bool {
        if let namespace, object.namespace != namespace { return false }
        if let name, object.name != name { return false }
        if let labels, !labels.matches(object.labels) { return false }
        return fields?.matches(object) ?? true
    }
}
