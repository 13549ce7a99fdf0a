import JSON
import Kubernetes
import OrderedCollections

/// Shows objects as rows, as kubectl asks for them.
struct TablePrinter: Sendable {
    private let columns: [TableColumn]
    private let now: Int
    private let isOfPods: Bool

    init(_ served: ServedResource, now: Int) {
        columns = TableColumn.columns(of: served)
        self.now = now
        isOfPods = served.groupResource == .pods
    }

    func json(_ objects: [JSON], metadata: JSONObject, includes request: APIRequest) -> JSON {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": .object(metadata),
            "columnDefinitions": .array(columns.map(\.definition)),
            "rows": .array(objects.map { row($0, includes: request.query["includeObject"]) }),
        ]
    }

    /// A table of one row, as a watch sends it.
    func watchRow(_ object: JSON, includes: String?, hasHeader: Bool) -> JSON {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1",
            "metadata": ["resourceVersion": .string(object.resourceVersion ?? "")],
            "columnDefinitions": hasHeader ? .array(columns.map(\.definition)) : .null,
            "rows": .array([row(object, includes: includes)]),
        ]
    }

    private func row(_ object: JSON, includes: String?) -> JSON {
        var row: JSONObject = ["cells": .array(columns.map { $0.cell(object, now) })]
        row["conditions"] = conditions(object)
        switch includes {
        case "None": row["object"] = .null
        case "Object": row["object"] = object
        default: row["object"] = object.partialMetadata
        }
        return .object(row)
    }

    /// Pods that have ended are marked, so that clients can show them apart.
    private func conditions(_ object: JSON) -> JSON? {
        guard isOfPods else { return nil }
        let text: String
        switch object[path: "status", "phase"] {
        case "Succeeded": text = "The pod has completed successfully."
        case "Failed": text = "The pod failed."
        default: return nil
        }
        return [
            [
                "type": "Completed", "status": "True", "reason": object[path: "status", "phase"] ?? "",
                "message": .string(text),
            ]
        ]
    }
}
