/// The expressions of texts, each taken apart once.
struct InterpolationTable: Sendable {
    private var entries: [String: (text: String, expressions: [InterpolationExpression])] = [:]

    var isEmpty: Bool { entries.isEmpty }

    mutating func add(_ text: String) { entries[text] = (text, InterpolationExpression.all(in: text)) }

    /// The expressions of a text, in the table or not. Places in one text hold in another only where the bytes are the
    /// same, which equal texts need not have.
    func expressions(in text: String) -> [InterpolationExpression] {
        guard let known = entries[text], known.text.utf8.elementsEqual(text.utf8) else {
            return InterpolationExpression.all(in: text)
        }
        return known.expressions
    }
}
