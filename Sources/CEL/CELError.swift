/// What is wrong with an expression, or happened while it ran; worded as Kubernetes words it.
package struct CELError: Error, Hashable, Sendable, CustomStringConvertible {
    package enum Kind: Hashable, Sendable {
        /// The text is no expression.
        case syntax
        /// It is one, of names or types that do not exist or do not fit.
        case check
        case evaluation
        /// Evaluation took more than its budget.
        case costExceeded
    }

    package let kind: Kind
    package let message: String
    /// Where in the expression, in characters from its start; nil where that is not known.
    package private(set) var offset: Int?
    /// The message as shown to users: that of a text that does not compile has its place and the line beside it.
    package private(set) var description: String

    init(_ kind: Kind, _ message: String, at offset: Int? = nil) {
        self.kind = kind
        self.message = message
        self.offset = offset
        description = message
    }

    static func evaluation(_ message: String) -> CELError { CELError(.evaluation, message) }

    static let costExceeded = CELError(.costExceeded, "operation cancelled: actual cost limit exceeded")

    /// The error with its place, if it has none yet.
    func located(at offset: Int) -> CELError {
        guard self.offset == nil else { return self }
        var error = self
        error.offset = offset
        return error
    }

    /// The error with a description that shows the line of the expression, as cel-go prints it.
    func shown(in source: String) -> CELError {
        var error = self
        error.description = Self.describe([self], in: source)
        return error
    }

    /// Several errors of one expression as one.
    static func joined(_ errors: [CELError], in source: String) -> CELError? {
        guard var first = errors.first else { return nil }
        first.description = describe(errors, in: source)
        return first
    }

    private static func describe(_ errors: [CELError], in source: String) -> String {
        let lines = source.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false)
        return errors.map { error in
            let (line, column) = error.place(in: source)
            let snippet = line <= lines.count ? String(lines[line - 1]).replacingTabs() : ""
            let dots = String(repeating: ".", count: column - 1)
            return "ERROR: <input>:\(line):\(column): \(error.message)\n | \(snippet)\n | \(dots)^"
        }
        .joined(separator: "\n")
    }

    /// Line and column, from one, of the place in the expression.
    package func place(in source: String) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for scalar in source.unicodeScalars.prefix(offset ?? 0) {
            if scalar == "\n" { (line, column) = (line + 1, 1) } else { column += 1 }
        }
        return (line, column)
    }
}

extension String {
    fileprivate func replacingTabs() -> String {
        var result = ""
        for scalar in unicodeScalars { result.unicodeScalars.append(scalar == "\t" ? " " : scalar) }
        return result
    }
}
