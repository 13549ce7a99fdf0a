import JSON
import Kubernetes
import OrderedCollections

/// Shows objects as rows, as kubectl asks for them.
struct TablePrinter: Sendable {
    private let columns: [TableColumn]
    private let now: Int

    init(_ served: ServedResource, now: Int) {
        columns = TableColumn.columns(of: served)
        self.now = now
    }

    func json(_ objects: [JSON], metadata: JSONObject, includes request: APIRequest) -> JSON {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": .object(metadata),
            "columnDefinitions": .array(columns.map(\.definition)),
            "rows": .array(objects.map { row($0, includes: request.query["includeObject"]) }),
        ]
    }

    /// A table of one row, as a watch sends it.
    func watchRow(_ object: JSON, includes: String?) -> JSON {
        [
            "kind": "Table", "apiVersion": "meta.k8s.io/v1",
            "metadata": ["resourceVersion": .string(object.resourceVersion ?? "")],
            "columnDefinitions": .array(columns.map(\.definition)),
            "rows": .array([row(object, includes: includes)]),
        ]
    }

    private func row(_ object: JSON, includes: String?) -> JSON {
        let cells = columns.map { $0.cell(object, now) }
        switch includes {
        case "None": return ["cells": .array(cells), "object": .null]
        case "Object": return ["cells": .array(cells), "object": object]
        default: return ["cells": .array(cells), "object": object.partialMetadata]
        }
    }
}

/// One column of a kind's table.
struct TableColumn: Sendable {
    let name: String
    let type: String
    let format: String
    let description: String
    /// 1 for `-o wide`.
    let priority: Int
    /// The cell, from the object and the time.
    let cell: @Sendable (JSON, Int) -> JSON

    init(
        _ name: String, type: String = "string", format: String = "", _ description: String = "", priority: Int = 0,
        cell: @escaping @Sendable (JSON, Int) -> JSON
    ) {
        self.name = name
        self.type = type
        self.format = format
        self.description = description
        self.priority = priority
        self.cell = cell
    }

    var definition: JSON {
        [
            "name": .string(name), "type": .string(type), "format": .string(format),
            "description": .string(description), "priority": .integer(priority),
        ]
    }

    static let name = TableColumn(
        "Name", format: "name",
        "Name must be unique within a namespace. Is required when creating resources, although some resources may allow "
            + "a client to request the generation of an appropriate name automatically. Name is primarily intended for "
            + "creation idempotence and configuration definition. Cannot be updated. More info: "
            + "https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names"
    ) { object, _ in .string(object.name) }

    static let age = TableColumn(
        "Age",
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not "
            + "guaranteed to be set in happens-before order across separate operations. Clients may not set this value. "
            + "It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. "
            + "More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"
    ) { object, now in .string(age(object[path: "metadata", "creationTimestamp"]?.string, now)) }

    /// `3d4h`, as kubectl shows ages.
    static func age(_ time: String?, _ now: Int) -> String {
        guard let time, let then = Timestamp.seconds(time) else { return "<unknown>" }
        let seconds = max(0, now - then)
        let minutes = seconds / 60
        let hours = minutes / 60
        let days = hours / 24
        switch seconds {
        case ..<120: return "\(seconds)s"
        case ..<600: return seconds % 60 == 0 ? "\(minutes)m" : "\(minutes)m\(seconds % 60)s"
        case ..<10800: return "\(minutes)m"
        case ..<28800: return minutes % 60 == 0 ? "\(hours)h" : "\(hours)h\(minutes % 60)m"
        case ..<172_800: return "\(hours)h"
        case ..<691_200: return hours % 24 == 0 ? "\(days)d" : "\(days)d\(hours % 24)h"
        case ..<63_072_000: return "\(days)d"
        default: return days % 365 == 0 ? "\(days / 365)y" : "\(days / 365)y\(days % 365)d"
        }
    }
}
