import JSON
import OrderedCollections

/// The form in which a client wants an object, from its `Accept` header.
enum Representation: Sendable {
    case object
    /// Rows for people, with what of the object each row carries.
    case table
    case metadata

    /// The first media type that can be served.
    static func negotiate(_ accept: String?) throws(APIError) -> (form: Representation, isYAML: Bool) {
        guard let accept, !accept.isEmpty else { return (.object, false) }
        for range in accept.split(separator: ",") {
            let parts = range.split(separator: ";").map(\.trimmingBlanks)
            guard let type = parts.first else { continue }
            let isYAML = type == "application/yaml"
            guard isYAML || ["application/json", "*/*", "application/*"].contains(type) else { continue }
            switch parts.first(where: { $0.hasPrefix("as=") })?.dropFirst(3) {
            case nil: return (.object, isYAML)
            case "Table"?: return (.table, isYAML)
            case "PartialObjectMetadata"?, "PartialObjectMetadataList"?: return (.metadata, isYAML)
            default: continue
            }
        }
        throw .notAcceptable
    }
}

extension JSON {
    /// The object with nothing but its metadata.
    var partialMetadata: JSON {
        [
            "kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
            "metadata": self["metadata"] ?? .object([:]),
        ]
    }
}
