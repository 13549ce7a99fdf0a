import JSON
import Kubernetes
import OrderedCollections

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

    private static let ageDescription =
        "CreationTimestamp is a timestamp representing the server time when this object was created. It is not "
        + "guaranteed to be set in happens-before order across separate operations. Clients may not set this value. "
        + "It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. "
        + "More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata"

    static let age = TableColumn("Age", ageDescription) { object, now in
        .string(age(object[path: "metadata", "creationTimestamp"]?.string, now))
    }

    /// `3d4h`, as kubectl shows ages.
    static func age(_ time: String?, _ now: Int) -> String {
        guard let time, let then = Timestamp.seconds(time) else { return "<unknown>" }
        return duration(max(0, now - then))
    }

    /// `3d4h`, of seconds.
    static func duration(_ seconds: Int) -> String {
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

    /// For kinds without columns of their own: when the object was made.
    static let createdAt = TableColumn(
        "Created At", type: "date", ageDescription
    ) { object, _ in object[path: "metadata", "creationTimestamp"] ?? .null }

    static func text(
        _ name: String, _ path: String..., or missing: String = "", priority: Int = 0
    ) -> TableColumn {
        TableColumn(name, priority: priority) { object, _ in scalar(value(object, path), or: missing) }
    }

    static func integer(_ name: String, _ path: String...) -> TableColumn {
        TableColumn(name, type: "integer") { object, _ in .integer(value(object, path)?.integer ?? 0) }
    }

    static func flag(_ name: String, _ path: String...) -> TableColumn {
        TableColumn(name, type: "boolean") { object, _ in .boolean(value(object, path)?.boolean ?? false) }
    }

    /// How many members or elements there are.
    static func count(_ name: String, _ path: String...) -> TableColumn {
        TableColumn(name, type: "integer") { object, _ in
            let found = value(object, path)
            return .integer(found?.object?.count ?? found?.array?.count ?? 0)
        }
    }

    /// Time since a moment that the object names.
    static func since(_ name: String, _ path: String..., or missing: String, priority: Int = 0) -> TableColumn {
        TableColumn(name, priority: priority) { object, now in
            .string(value(object, path)?.string.map { age($0, now) } ?? missing)
        }
    }

    static func value(_ object: JSON, _ path: [String]) -> JSON? {
        var value: JSON? = object
        for step in path { value = value?[step] }
        return value
    }

    static func scalar(_ value: JSON?, or missing: String) -> JSON {
        switch value {
        case .string(let text)?: .string(text.isEmpty ? missing : text)
        case .integer(let number)?: .string(String(number))
        case .boolean(let flag)?: .string(String(flag))
        default: .string(missing)
        }
    }

    /// `a=b,c=d`.
    static func pairs(_ labels: JSON?) -> JSON {
        let pairs = (labels?.object ?? [:]).map { "\($0.key)=\($0.value.string ?? "")" }.sorted()
        return .string(pairs.isEmpty ? "<none>" : pairs.joined(separator: ","))
    }

    static func selector(_ selector: JSON?) -> JSON {
        let text = LabelSelector.text(object: selector ?? .null)
        return .string(text.isEmpty ? "<none>" : text)
    }

    /// The first three, and how many more there are.
    static func some(_ all: [String], or missing: String = "<none>", limit: Int = 3) -> String {
        guard !all.isEmpty else { return missing }
        let shown = all.prefix(limit).joined(separator: ",")
        return all.count > limit ? "\(shown) + \(all.count - limit) more..." : shown
    }
}
