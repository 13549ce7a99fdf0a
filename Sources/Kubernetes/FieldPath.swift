package import JSON
import OrderedCollections

/// A step from a value to one inside it.
package enum PathStep: Hashable, Sendable {
    case member(String)
    case element(Int)
    /// `[*]`: every element of a list.
    case everyElement
    /// `[name=app]`: the elements of a list whose member has this text.
    case matching(key: String, value: String)
}

/// The way to a field of an object: `spec.template.spec.containers[0].image`.
package struct FieldPath: Hashable, Sendable, CustomStringConvertible {
    package var steps: [PathStep]

    package init(_ steps: [PathStep]) { self.steps = steps }

    /// A path of member names.
    package init(_ names: String...) { steps = names.map(PathStep.member) }

    /// Reads `spec.replicas`, `metadata.annotations['example.org/x']`, `spec.containers[name=app].image`, `[0]`, `[*]`;
    /// also a JSON pointer, `/spec/replicas`. Nil for a text that is none of these.
    package init?(parsing text: String) {
        if text.hasPrefix("/") {
            steps = text.dropFirst().split(separator: "/", omittingEmptySubsequences: false).map(Self.pointerStep)
            return
        }
        var reader = FieldPathReader(text)
        guard let steps = reader.steps(), !steps.isEmpty else { return nil }
        self.steps = steps
    }

    private static func pointerStep(_ text: Substring) -> PathStep {
        if let index = Int(text), index >= 0 { return .element(index) }
        return .member(String(text.replacing("~1", with: "/").replacing("~0", with: "~")))
    }

    package var description: String {
        var result = ""
        for step in steps {
            switch step {
            case .element(let index): result += "[\(index)]"
            case .everyElement: result += "[*]"
            case .matching(let key, let value): result += "[\(key)=\(value)]"
            case .member(let name) where name.isEmpty || name.utf8.contains(where: Self.needsQuotes):
                result += "['\(name)']"
            case .member(let name): result += result.isEmpty ? name : ".\(name)"
            }
        }
        return result
    }

    private static func needsQuotes(_ byte: UInt8) -> Bool { ".[]' ".utf8.contains(byte) }

    package func appending(_ step: PathStep) -> FieldPath { FieldPath(steps + [step]) }

    /// Whether this path leads to the other or to something around it.
    package func contains(_ other: FieldPath) -> Bool { other.steps.starts(with: steps) }

    /// The object without the field; a path that leads nowhere changes nothing.
    package func removing(from json: JSON) -> JSON { Self.remove(steps[...], from: json) }

    private static func remove(_ steps: ArraySlice<PathStep>, from json: JSON) -> JSON {
        guard let first = steps.first else { return json }
        let rest = steps.dropFirst()
        switch json {
        case .object(var members):
            guard case .member(let name) = first, let value = members[name] else { return json }
            if rest.isEmpty {
                members.removeValue(forKey: name)
            } else {
                members[name] = remove(rest, from: value)
            }
            return .object(members)
        case .array(var elements):
            for index in elements.indices.reversed() where first.selects(index, elements[index]) {
                if rest.isEmpty {
                    elements.remove(at: index)
                } else {
                    elements[index] = remove(rest, from: elements[index])
                }
            }
            return .array(elements)
        case .null, .boolean, .integer, .double, .string: return json
        }
    }

}

extension PathStep {
    /// Whether the step leads to this element of a list.
    package func selects(_ index: Int, _ element: JSON) -> Bool {
        switch self {
        case .member: false
        case .element(let wanted): wanted == index
        case .everyElement: true
        case .matching(let key, let value): element[key].map { $0.string ?? JSONWriter.text($0) } == value
        }
    }
}

/// Reads the dotted form of a path.
private struct FieldPathReader {
    private var rest: Substring

    init(_ text: String) { rest = text[...] }

    mutating func steps() -> [PathStep]? {
        var steps: [PathStep] = []
        while let character = rest.first {
            if character == "[" {
                guard let step = bracket() else { return nil }
                steps.append(step)
                continue
            }
            if character == ".", !steps.isEmpty { rest.removeFirst() }
            let name = rest.prefix { $0 != "." && $0 != "[" }
            guard !name.isEmpty else { return nil }
            rest.removeFirst(name.count)
            steps.append(.member(String(name)))
        }
        return steps
    }

    private mutating func bracket() -> PathStep? {
        rest.removeFirst()
        if let quote = rest.first, quote == "'" || quote == "\"" {
            let name = rest.dropFirst().prefix { $0 != quote }
            rest = rest.dropFirst(name.count + 1)
            guard rest.popFirst() == quote, rest.popFirst() == "]" else { return nil }
            return .member(String(name))
        }
        let inside = rest.prefix { $0 != "]" }
        rest = rest.dropFirst(inside.count)
        guard rest.popFirst() == "]" else { return nil }
        if inside == "*" { return .everyElement }
        if let index = Int(inside) { return index >= 0 ? .element(index) : nil }
        let parts = inside.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else { return nil }
        return .matching(key: String(parts[0]), value: String(parts[1]))
    }
}
