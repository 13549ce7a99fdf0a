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
            let own = Self.own(served)
            guard Self.common.contains(field) || own.contains(field) else {
                throw .badRequest(Self.unsupported(field, own, served))
            }
            let value = halves[1].drop { $0 == "=" }
            requirements.append(
                Requirement(
                    path: field.split(separator: ".").map(String.init), value: String(value), isNegated: isNegated))
        }
    }

    private static let common = ["metadata.name", "metadata.namespace"]

    /// In the words of the real server, which differ from kind to kind.
    private static func unsupported(_ field: String, _ own: [String], _ served: ServedResource) -> String {
        if served.gvk.kind == "Job" { return "field label \"\(field)\" not supported for Job" }
        if served.isCustom {
            return "field label not supported: \(field)"
        }
        return own.isEmpty
            ? "\"\(field)\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\""
            : "field label not supported: \(field)"
    }

    /// The fields besides name and namespace by which a kind can be selected.
    private static func own(_ served: ServedResource) -> [String] {
        let selectable = (served.definitionVersion?["selectableFields"]?.array ?? []).compactMap { field in
            field["jsonPath"]?.string.map { String($0.drop { $0 == "." }) }
        }
        return selectable + (fields[served.gvk.groupKind] ?? [])
    }

    private static let eventFields = [
        "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid",
        "involvedObject.apiVersion", "involvedObject.resourceVersion", "involvedObject.fieldPath", "reason",
        "reportingComponent", "source", "type",
    ]

    private static let fields: [GroupKind: [String]] = [
        GroupKind(group: "", kind: "Pod"): [
            "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName",
            "spec.hostNetwork", "status.phase", "status.podIP", "status.podIPs", "status.nominatedNodeName",
        ],
        GroupKind(group: "", kind: "Event"): eventFields,
        GroupKind(group: "events.k8s.io", kind: "Event"): eventFields,
        GroupKind(group: "", kind: "Namespace"): ["status.phase"],
        GroupKind(group: "", kind: "Node"): ["spec.unschedulable"],
        GroupKind(group: "", kind: "Secret"): ["type"],
        GroupKind(group: "", kind: "Service"): ["spec.clusterIP", "spec.type"],
        GroupKind(group: "", kind: "ReplicationController"): ["status.replicas"],
        GroupKind(group: "apps", kind: "ReplicaSet"): ["status.replicas"],
        GroupKind(group: "batch", kind: "Job"): ["status.successful"],
        GroupKind(group: "certificates.k8s.io", kind: "CertificateSigningRequest"): ["spec.signerName"],
        GroupKind(group: "resource.k8s.io", kind: "ResourceSlice"): ["spec.nodeName", "spec.driver"],
    ]

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
