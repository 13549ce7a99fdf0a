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
        guard subject.utf8.contains(UInt8(ascii: "%")) else { return [] }
        var expressions: [InterpolationExpression] = []
        var position = subject.startIndex
        while let opening = subject[position...].firstRange(of: "%{") {
            guard let closing = subject[opening.upperBound...].firstIndex(of: "}") else { break }
            let text = subject[opening.upperBound..<closing].trimmed
            let end = subject.index(after: closing)
            expressions.append(
                InterpolationExpression(text: text, content: content(text), range: opening.lowerBound..<end))
            position = end
        }
        return expressions
    }

    private static func content(_ text: String) -> Content {
        switch text {
        case "", "::", "\"\"", "''", "\"::\"", "'::'": return .empty
        default: break
        }
        guard let parenthesis = text.firstIndex(of: "("), text.hasSuffix(")") else { return .variable(text) }
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
