package import JSON
import OrderedCollections

/// A path into a JSON document, RFC 6901: `/metadata/labels/app`.
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    private let tokens: [String]

    /// Real paths have a dozen steps; walks recurse once a step.
    private static let maximumSteps = 256

    /// Nil where the text is neither empty nor begins with a slash, and where it has far too many steps.
    package init?(_ text: String) {
        guard !text.isEmpty else {
            tokens = []
            return
        }
        guard text.hasPrefix("/") else { return nil }
        tokens = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Self.unescape($0) }
        guard tokens.count <= Self.maximumSteps else { return nil }
    }

    private static func unescape(_ token: Substring.UTF8View) -> String {
        var bytes: [UInt8] = []
        var isEscaped = false
        for byte in token {
            if isEscaped {
                switch byte {
                case UInt8(ascii: "0"): bytes.append(UInt8(ascii: "~"))
                case UInt8(ascii: "1"): bytes.append(UInt8(ascii: "/"))
                default: bytes += [UInt8(ascii: "~"), byte]
                }
                isEscaped = false
            } else if byte == UInt8(ascii: "~") {
                isEscaped = true
            } else {
                bytes.append(byte)
            }
        }
        if isEscaped { bytes.append(UInt8(ascii: "~")) }
        return String(decoding: bytes, as: UTF8.self)
    }

    package var description: String { tokens.map { "/" + $0 }.joined() }

    func isProperPrefix(of other: JSONPointer) -> Bool {
        tokens.count < other.tokens.count && other.tokens.starts(with: tokens)
    }

    /// The value that the pointer names.
    package func value(in document: JSON) throws(JSONPatch.Failure) -> JSON {
        var value = document
        for token in tokens {
            switch value {
            case .object(let members):
                guard let member = members[token] else { throw missing }
                value = member
            case .array(let elements):
                guard let index = Int(token), elements.indices.contains(index) else { throw missing }
                value = elements[index]
            case .null, .boolean, .integer, .double, .string: throw missing
            }
        }
        return value
    }

    func add(_ value: JSON, to document: inout JSON) throws(JSONPatch.Failure) {
        guard !tokens.isEmpty else {
            document = value
            return
        }
        try edit(&document, depth: 0) { (parent: inout JSON, last: String) throws(JSONPatch.Failure) in
            switch parent {
            case .object(var members):
                members[last] = value
                parent = .object(members)
            case .array(var elements):
                let index = last == "-" ? elements.count : Int(last) ?? -1
                guard (0...elements.count).contains(index) else { throw missing }
                elements.insert(value, at: index)
                parent = .array(elements)
            case .null, .boolean, .integer, .double, .string: throw missing
            }
        }
    }

    func remove(from document: inout JSON) throws(JSONPatch.Failure) {
        guard !tokens.isEmpty else {
            document = .null
            return
        }
        try edit(&document, depth: 0) { (parent: inout JSON, last: String) throws(JSONPatch.Failure) in
            switch parent {
            case .object(var members):
                guard members.removeValue(forKey: last) != nil else { throw missing }
                parent = .object(members)
            case .array(var elements):
                guard let index = Int(last), elements.indices.contains(index) else { throw missing }
                elements.remove(at: index)
                parent = .array(elements)
            case .null, .boolean, .integer, .double, .string: throw missing
            }
        }
    }

    func replace(with value: JSON, in document: inout JSON) throws(JSONPatch.Failure) {
        guard !tokens.isEmpty else {
            document = value
            return
        }
        try edit(&document, depth: 0) { (parent: inout JSON, last: String) throws(JSONPatch.Failure) in
            switch parent {
            case .object(var members):
                guard members[last] != nil else { throw missing }
                members[last] = value
                parent = .object(members)
            case .array(var elements):
                guard let index = Int(last), elements.indices.contains(index) else { throw missing }
                elements[index] = value
                parent = .array(elements)
            case .null, .boolean, .integer, .double, .string: throw missing
            }
        }
    }

    /// Walks to the parent of the last token and edits it there. The depth is bounded by the document's own,
    /// since a missing step ends the walk.
    private func edit(
        _ value: inout JSON, depth: Int, _ change: (inout JSON, String) throws(JSONPatch.Failure) -> Void
    ) throws(JSONPatch.Failure) {
        let token = tokens[depth]
        guard depth + 1 < tokens.count else { return try change(&value, token) }
        switch value {
        case .object(var members):
            guard var child = members[token] else { throw missing }
            try edit(&child, depth: depth + 1, change)
            members[token] = child
            value = .object(members)
        case .array(var elements):
            guard let index = Int(token), elements.indices.contains(index) else { throw missing }
            try edit(&elements[index], depth: depth + 1, change)
            value = .array(elements)
        case .null, .boolean, .integer, .double, .string: throw missing
        }
    }

    private var missing: JSONPatch.Failure { .inapplicable("path \(self) does not exist") }
}
