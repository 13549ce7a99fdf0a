import JSON
import Kubernetes
import OrderedCollections

/// What `kubectl apply` noted on an object before its user went over to server-side apply.
///
/// kubectl alone may take over from itself: what it noted, and the object still has, is no conflict.
struct LastApplied {
    private static let annotation = "kubectl.kubernetes.io/last-applied-configuration"
    private let fields: FieldSet

    /// Nil where the writer is not kubectl, or the object has no note.
    init?(_ live: JSON, _ writer: ObjectWriter) {
        guard writer.manager == "kubectl", writer.subresource.isEmpty,
            let text = live[path: "metadata", "annotations", Self.annotation]?.string
        else { return nil }
        guard let noted = try? JSONParser.parse(text), noted["apiVersion"]?.string == writer.served.gvk.apiVersion
        else {
            fields = FieldSet()
            return
        }
        let schema = writer.served.schema
        let change = ObjectComparison(from: noted, to: live.withoutManagedFields, schema: schema)
        fields = FieldSet(of: noted, schema: schema).subtracting(change.modified).subtracting(change.added)
            .subtracting(change.removed)
    }

    func owns(_ path: OwnedFieldPath) -> Bool { fields.contains(path) }

    /// Brings the note up to date.
    func note(_ config: JSON, in object: inout JSON) {
        var noted = config
        noted.editMetadata { metadata in metadata.edit("annotations") { $0[Self.annotation] = nil } }
        // As Go writes JSON.
        let text = JSONWriter.text(noted, .canonical).replacing("<", with: "\\u003c").replacing(">", with: "\\u003e")
            .replacing("&", with: "\\u0026")
        object.editMetadata { metadata in
            metadata.setDefault("annotations", .object([:]))
            metadata.edit("annotations") { $0[Self.annotation] = .string(text + "\n") }
        }
    }
}
