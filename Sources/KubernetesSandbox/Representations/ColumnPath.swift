import JSON
import OrderedCollections

/// A path of a printer column, `.status.conditions[?(@.type=="Ready")].status`. What is not understood finds nothing.
struct ColumnPath: Sendable {
    /// Nil where the path is not understood.
    private let steps: [Step]?

    private indirect enum Step: Sendable {
        case member(String)
        case element(Int)
        case all
        /// The elements at whose path there is the value.
        case having([Step], String, isEqual: Bool)
    }

    init(_ text: String) {
        var parser = Parser(text)
        steps = parser.steps()
    }

    func first(in object: JSON) -> JSON? { steps.flatMap { Self.find($0[...], in: object) } }

    private static func find(_ steps: ArraySlice<Step>, in value: JSON) -> JSON? {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch step {
        case .member(let name): return value[name].flatMap { find(rest, in: $0) }
        case .element(let index):
            let elements = value.array ?? []
            let place = index < 0 ? elements.count + index : index
            return elements.indices.contains(place) ? find(rest, in: elements[place]) : nil
        case .all:
            let all = value.array ?? value.object.map { Array($0.values) } ?? []
            for element in all {
                if let found = find(rest, in: element) { return found }
            }
            return nil
        case .having(let path, let wanted, let isEqual):
            for element in value.array ?? [] {
                guard let found = find(path[...], in: element) else { continue }
                guard ((found.string ?? JSONWriter.text(found)) == wanted) == isEqual else { continue }
                if let result = find(rest, in: element) { return result }
            }
            return nil
        }
    }

    private struct Parser {
        private let text: [Character]
        private var index = 0

        init(_ text: String) { self.text = Array(text) }

        private var current: Character? { index < text.count ? text[index] : nil }

        /// Up to what is none: the end, or what follows the path in a filter.
        mutating func steps() -> [Step]? {
            var steps: [Step] = []
            while let character = current {
                if character == "." {
                    index += 1
                    let name = name()
                    if name == "*" { steps.append(.all) } else if !name.isEmpty { steps.append(.member(name)) }
                } else if character == "[" {
                    index += 1
                    guard let step = bracket() else { return nil }
                    steps.append(step)
                } else {
                    break
                }
            }
            return steps
        }

        private mutating func name() -> String {
            var name = ""
            while let character = current, !".[=!<> )]".contains(character) {
                index += 1
                if character == "\\", let escaped = current {
                    name.append(escaped)
                    index += 1
                } else {
                    name.append(character)
                }
            }
            return name
        }

        /// What stands in brackets, which are closed.
        private mutating func bracket() -> Step? {
            if current == "?" { return filter() }
            var inside = ""
            while let character = current, character != "]" {
                inside.append(character)
                index += 1
            }
            guard current == "]" else { return nil }
            index += 1
            if inside == "*" { return .all }
            if let quote = inside.first, quote == "'" || quote == "\"", inside.last == quote, inside.count > 1 {
                return .member(String(inside.dropFirst().dropLast()))
            }
            return Int(inside).map(Step.element)
        }

        /// `?(@.type=="Ready")]`.
        private mutating func filter() -> Step? {
            for expected in "?(@" {
                guard current == expected else { return nil }
                index += 1
            }
            guard let path = steps() else { return nil }
            var comparison = ""
            while let character = current, "=! ".contains(character) {
                if character != " " { comparison.append(character) }
                index += 1
            }
            guard comparison == "==" || comparison == "!=" else { return nil }
            var value = ""
            while let character = current, character != ")" {
                value.append(character)
                index += 1
            }
            guard current == ")" else { return nil }
            index += 1
            guard current == "]" else { return nil }
            index += 1
            let wanted = value.trimmingBlanks.filter { $0 != "\"" && $0 != "'" }
            return .having(path, wanted, isEqual: comparison == "==")
        }
    }
}
