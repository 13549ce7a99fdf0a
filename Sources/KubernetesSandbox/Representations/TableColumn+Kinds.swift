import JSON
import Kubernetes
import OrderedCollections

/// Which columns a kind has. Those that are not named here show when they were made.
extension TableColumn {
    static func columns(of served: ServedResource) -> [TableColumn] {
        if let version = served.definitionVersion { return custom(version) }
        return kinds[served.gvk.groupKind] ?? [name, createdAt]
    }

    private static let kinds: [GroupKind: [TableColumn]] = {
        var result: [GroupKind: [TableColumn]] = [:]
        for table in [workloads, network, storage, cluster, access] {
            for (kind, columns) in table { result[GroupKind(kind)] = columns }
        }
        return result
    }()

    /// `additionalPrinterColumns`.
    private static func custom(_ version: JSON) -> [TableColumn] {
        let extra = (version["additionalPrinterColumns"]?.array ?? []).map { column in
            let path = ColumnPath(column["jsonPath"]?.string ?? "")
            let type = column["type"]?.string ?? "string"
            return TableColumn(
                column["name"]?.string ?? "", type: type, format: column["format"]?.string ?? "",
                column["description"]?.string ?? "", priority: column["priority"]?.integer ?? 0
            ) { object, now in cell(path.first(in: object), type, now) }
        }
        return extra.isEmpty ? [name, age] : [name] + extra
    }

    /// A value as a cell of a type; null where it is of another one.
    private static func cell(_ value: JSON?, _ type: String, _ now: Int) -> JSON {
        guard let value else { return .null }
        switch (type, value) {
        case ("integer", .integer), ("number", .integer), ("number", .double), ("boolean", .boolean): return value
        case ("integer", .double(let number)):
            return Int(exactly: number.rounded(.towardZero)).map(JSON.integer) ?? .null
        case ("date", .string(let text)): return .string(age(text, now))
        case ("string", .string): return value
        case ("string", .null): return .null
        case ("string", _): return .string(JSONWriter.text(value))
        default: return .null
        }
    }
}

extension GroupKind {
    /// `Deployment.apps`, or `Pod` of the core group.
    fileprivate init(_ text: String) {
        let parts = text.split(separator: ".", maxSplits: 1).map(String.init)
        self.init(group: parts.count > 1 ? parts[1] : "", kind: parts.first ?? "")
    }
}
