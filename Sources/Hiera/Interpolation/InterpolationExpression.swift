/// One `%{…}` of a text.
struct InterpolationExpression: Hashable, Sendable {
    /// What stands between the braces, without the blanks around it.
    let text: String
    let content: Content
    let range: Range<String.Index>

    enum Content: Hashable, Sendable {
        /// `%{}`, `%{::}`, `%{""}`: nothing.
        case empty
        case call(method: String, argument: String)
        /// A variable, dotted or not.
        case variable(String)
    }

    /// All of them, from left to right; a text without a closing brace holds none.
    static func all(in subject: String) -> [InterpolationExpression] {
        let bytes = subject.utf8
        guard var opening = bytes.firstIndex(of: UInt8(ascii: "%")) else { return [] }
        var expressions: [InterpolationExpression] = []
        while true {
            let brace = bytes.index(after: opening)
            guard brace < bytes.endIndex else { break }
            var next = brace
            if bytes[brace] == UInt8(ascii: "{") {
                let start = bytes.index(after: brace)
                guard let closing = bytes[start...].firstIndex(of: UInt8(ascii: "}")) else { break }
                let text = subject[start..<closing].trimmed
                next = bytes.index(after: closing)
                expressions.append(
                    InterpolationExpression(text: text, content: content(text), range: opening..<next))
            }
            guard let later = bytes[next...].firstIndex(of: UInt8(ascii: "%")) else { break }
            opening = later
        }
        return expressions
    }

    private static func content(_ text: String) -> Content {
        switch text {
        case "", "::", "\"\"", "''", "\"::\"", "'::'": return .empty
        default: break
        }
        guard text.utf8.last == UInt8(ascii: ")"), let parenthesis = text.firstIndex(of: "("), text.hasSuffix(")")
        else { return .variable(text) }
        let method = text[..<parenthesis]
        let quoted = text[text.index(after: parenthesis)...].dropLast()
        guard !method.isEmpty, method.utf8.allSatisfy(isWord), quoted.count > 2, let quote = quoted.first,
            quote == "\"" || quote == "'", quoted.last == quote, !quoted.dropFirst().dropLast().contains(quote)
        else { return .variable(text) }
        return .call(method: String(method), argument: String(quoted.dropFirst().dropLast()))
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}
