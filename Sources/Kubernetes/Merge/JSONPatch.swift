package import JSON
import OrderedCollections

/// JSON patch, RFC 6902: a list of operations that all succeed or change nothing.
package struct JSONPatch: Sendable {
    private let operations: [Operation]

    /// Why a patch cannot be read or applied.
    package enum Failure: Error, Hashable, Sendable {
        /// The document is not a JSON patch.
        case malformed(String)
        /// A path leads nowhere, or a `test` does not hold.
        case inapplicable(String)
    }

    private enum Operation: Sendable {
        case add(JSONPointer, JSON)
        case remove(JSONPointer)
        case replace(JSONPointer, JSON)
        case move(from: JSONPointer, to: JSONPointer)
        case copy(from: JSONPointer, to: JSONPointer)
        case test(JSONPointer, JSON)
    }

    /// More operations than this in one patch are refused, as the API server does.
    package static let maximumOperations = 10_000

    /// Copies can double a document again and again: all copied values together have at most this many parts.
    private static let maximumCopiedParts = 200_000

    package init(_ document: JSON) throws(Failure) {
        guard let entries = document.array else { throw .malformed("a JSON patch is an array of operations") }
        guard entries.count <= Self.maximumOperations else {
            throw .malformed("the allowed maximum operations in a JSON patch is \(Self.maximumOperations)")
        }
        var operations: [Operation] = []
        operations.reserveCapacity(entries.count)
        for entry in entries { operations.append(try Self.operation(entry)) }
        self.operations = operations
    }

    private static func operation(_ entry: JSON) throws(Failure) -> Operation {
        guard let name = entry["op"]?.string else { throw .malformed("a JSON patch operation has no \"op\"") }
        let path = try pointer(entry, "path")
        switch name {
        case "add": return .add(path, try value(entry))
        case "remove": return .remove(path)
        case "replace": return .replace(path, try value(entry))
        case "move": return .move(from: try pointer(entry, "from"), to: path)
        case "copy": return .copy(from: try pointer(entry, "from"), to: path)
        case "test": return .test(path, entry["value"] ?? .null)
        default: throw .malformed("unexpected JSON patch operation \"\(name)\"")
        }
    }

    private static func pointer(_ entry: JSON, _ member: String) throws(Failure) -> JSONPointer {
        guard let text = entry[member]?.string, let pointer = JSONPointer(text) else {
            throw .malformed("a JSON patch operation has no valid \"\(member)\"")
        }
        return pointer
    }

    private static func value(_ entry: JSON) throws(Failure) -> JSON {
        guard let value = entry["value"] else { throw .malformed("a JSON patch operation has no \"value\"") }
        return value
    }

    /// The document with every operation applied, in order.
    package func apply(to document: JSON) throws(Failure) -> JSON {
        var result = document
        var copyBudget = Self.maximumCopiedParts
        for operation in operations {
            switch operation {
            case .add(let path, let value): try path.add(value, to: &result)
            case .remove(let path): try path.remove(from: &result)
            case .replace(let path, let value): try path.replace(with: value, in: &result)
            case .move(let from, let to):
                guard !from.isProperPrefix(of: to) else {
                    throw .inapplicable("cannot move \(from) into its own child \(to)")
                }
                let value = try from.value(in: result)
                try from.remove(from: &result)
                try to.add(value, to: &result)
            case .copy(let from, let to):
                let value = try from.value(in: result)
                Self.count(value, in: &copyBudget)
                guard copyBudget > 0 else { throw .malformed("the patch copies too much") }
                try to.add(value, to: &result)
            case .test(let path, let expected):
                let actual = (try? path.value(in: result)) ?? .null
                guard actual == expected else { throw .inapplicable("testing path \(path) failed") }
            }
        }
        return result
    }

    /// Takes the number of a value's parts from a budget, and stops where that is used up.
    private static func count(_ value: JSON, in budget: inout Int) {
        budget -= 1
        guard budget > 0 else { return }
        switch value {
        case .array(let elements): for element in elements where budget > 0 { count(element, in: &budget) }
        case .object(let members): for member in members.values where budget > 0 { count(member, in: &budget) }
        case .null, .boolean, .integer, .double, .string: break
        }
    }
}
