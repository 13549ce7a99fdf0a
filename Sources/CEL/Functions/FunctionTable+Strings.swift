// Texts. Places in them are counted in characters.
extension FunctionTable {
    mutating func addStrings() {
        addTests()
        addSearches()
        addEdits()
        addParts()
        member(.string, "format", [.list(.dynamic)], .string, cost: .result(factor: 0.1)) {
            arguments, context throws(CELError) in
            .string(try StringFormat.format(arguments.string(0), arguments.list(1).elements(), &context))
        }
        function("strings.quote", [.string], .string, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            .string(Self.quoted(try arguments.string(0)))
        }
    }

    private mutating func addTests() {
        member(.string, "startsWith", [.string], .boolean, cost: .traversal(factor: 0.1)) {
            arguments, _ throws(CELError) in
            .boolean(try arguments.string(0).utf8.starts(with: arguments.string(1).utf8))
        }
        member(.string, "endsWith", [.string], .boolean, cost: .traversal(factor: 0.1)) {
            arguments, _ throws(CELError) in
            .boolean(try arguments.string(0).utf8.reversed().starts(with: arguments.string(1).utf8.reversed()))
        }
        member(.string, "contains", [.string], .boolean, cost: .search) { arguments, context throws(CELError) in
            let text = Characters(try arguments.string(0))
            return .boolean(try text.index(of: Characters(arguments.string(1)), from: 0, &context) != nil)
        }
    }

    private mutating func addSearches() {
        member(.string, "charAt", [.integer], .string) { arguments, _ throws(CELError) in
            let text = Characters(try arguments.string(0))
            let index = try arguments.integer(1)
            guard index >= 0, index <= text.count else { throw .evaluation("index out of range: \(index)") }
            return .string(text.text(index, min(index + 1, text.count)))
        }
        member(.string, "indexOf", [.string], .integer, cost: .elements(of: 0)) { arguments, context throws(CELError) in
            let (text, part) = (Characters(try arguments.string(0)), Characters(try arguments.string(1)))
            return .integer(try text.index(of: part, from: 0, &context) ?? -1)
        }
        member(.string, "indexOf", [.string, .integer], .integer, cost: .elements(of: 0)) {
            arguments, context throws(CELError) in
            let (text, part) = (Characters(try arguments.string(0)), Characters(try arguments.string(1)))
            let start = try arguments.integer(2)
            guard start >= 0 else { throw .evaluation("index out of range: \(start)") }
            if part.count == 0 { return .integer(start) }
            return .integer(try text.index(of: part, from: start, &context) ?? -1)
        }
        member(.string, "lastIndexOf", [.string], .integer, cost: .elements(of: 0)) {
            arguments, context throws(CELError) in
            let (text, part) = (Characters(try arguments.string(0)), Characters(try arguments.string(1)))
            return .integer(try text.lastIndex(of: part, upTo: text.count, &context) ?? -1)
        }
        member(.string, "lastIndexOf", [.string, .integer], .integer, cost: .elements(of: 0)) {
            arguments, context throws(CELError) in
            let (text, part) = (Characters(try arguments.string(0)), Characters(try arguments.string(1)))
            let end = try arguments.integer(2)
            guard end >= 0 else { throw .evaluation("index out of range: \(end)") }
            if part.count == 0 { return .integer(end) }
            if end >= text.count { return .integer(-1) }
            return .integer(try text.lastIndex(of: part, upTo: end, &context) ?? -1)
        }
    }

    private mutating func addEdits() {
        member(.string, "lowerAscii", [], .string, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            let bytes = try arguments.string(0).utf8.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 }
            return .string(String(decoding: bytes, as: UTF8.self))
        }
        member(.string, "upperAscii", [], .string, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            let bytes = try arguments.string(0).utf8.map { (0x61...0x7A).contains($0) ? $0 - 0x20 : $0 }
            return .string(String(decoding: bytes, as: UTF8.self))
        }
        member(.string, "trim", [], .string, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            var scalars = Substring(try arguments.string(0)).unicodeScalars
            while let first = scalars.first, first.properties.isWhitespace { scalars.removeFirst() }
            while let last = scalars.last, last.properties.isWhitespace { scalars.removeLast() }
            return .string(String(scalars))
        }
        member(.string, "reverse", [], .string, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            var reversed = ""
            reversed.unicodeScalars.append(contentsOf: try arguments.string(0).unicodeScalars.reversed())
            return .string(reversed)
        }
        member(.string, "replace", [.string, .string], .string, cost: .traversal(factor: 0.2)) {
            arguments, context throws(CELError) in
            let text = Characters(try arguments.string(0))
            return .string(
                try text.replacing(
                    Characters(arguments.string(1)), with: arguments.string(2), limit: -1, &context))
        }
        member(.string, "replace", [.string, .string, .integer], .string, cost: .traversal(factor: 0.2)) {
            arguments, context throws(CELError) in
            let text = Characters(try arguments.string(0))
            return .string(
                try text.replacing(
                    Characters(arguments.string(1)), with: arguments.string(2), limit: arguments.integer(3),
                    &context))
        }
    }

    private mutating func addParts() {
        member(.string, "substring", [.integer], .string, cost: .traversal(factor: 0.1)) {
            arguments, _ throws(CELError) in
            let text = Characters(try arguments.string(0))
            let start = try arguments.integer(1)
            guard start >= 0, start <= text.count else { throw .evaluation("index out of range: \(start)") }
            return .string(text.text(start, text.count))
        }
        member(.string, "substring", [.integer, .integer], .string, cost: .traversal(factor: 0.1)) {
            arguments, _ throws(CELError) in
            let text = Characters(try arguments.string(0))
            let (start, end) = (try arguments.integer(1), try arguments.integer(2))
            guard start <= end else {
                throw .evaluation("invalid substring range. start: \(start), end: \(end)")
            }
            for index in [start, end] where index < 0 || index > text.count {
                throw .evaluation("index out of range: \(index)")
            }
            return .string(text.text(start, end))
        }
        member(.string, "split", [.string], .list(.string), cost: .traversal(factor: 0.2)) {
            arguments, context throws(CELError) in
            let text = Characters(try arguments.string(0))
            return .list(try text.split(Characters(arguments.string(1)), limit: -1, &context).map { .string($0) })
        }
        member(.string, "split", [.string, .integer], .list(.string), cost: .traversal(factor: 0.2)) {
            arguments, context throws(CELError) in
            let text = Characters(try arguments.string(0))
            let limit = try arguments.integer(2)
            return .list(try text.split(Characters(arguments.string(1)), limit: limit, &context).map { .string($0) })
        }
        member(.list(.string), "join", [], .string, cost: .result(factor: 0.2)) { arguments, context throws(CELError) in
            .string(try Self.join(arguments.list(0), "", &context))
        }
        member(.list(.string), "join", [.string], .string, cost: .result(factor: 0.2)) {
            arguments, context throws(CELError) in
            .string(try Self.join(arguments.list(0), arguments.string(1), &context))
        }
    }

    private static func join(
        _ list: CELList, _ separator: String, _ context: inout EvaluationContext
    ) throws(CELError) -> String {
        var result = ""
        for (index, element) in try list.elements().enumerated() {
            guard case .string(let text) = element else {
                throw .evaluation("no such overload: join(list)")
            }
            try context.work(text.utf8.count + separator.utf8.count)
            if index > 0 { result += separator }
            result += text
        }
        return result
    }

    /// In double quotes, as a literal of the language.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\u{07}": result += "\\a"
            case "\u{08}": result += "\\b"
            case "\u{0C}": result += "\\f"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case "\u{0B}": result += "\\v"
            case "\\": result += "\\\\"
            case "\"": result += "\\\""
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
