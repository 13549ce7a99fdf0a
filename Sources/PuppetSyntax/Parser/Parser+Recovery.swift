import Diagnostics

/// Syntax errors after the first.
extension Parser {
    /// How many errors of a file are looked for after its first.
    private static let recoveryLimit = 50

    /// The first error of each definition after the one that stopped the parse.
    ///
    /// Only what begins with its keyword in the first column of a line is taken for a definition, and nothing between
    /// definitions is parsed: what stands there may belong to what is broken. After a lexical error nothing is known
    /// of the rest.
    func furtherProblems() -> [Diagnostic] {
        guard failure == nil else { return [] }
        var problems: [Diagnostic] = []
        while problems.count < Self.recoveryLimit, skipToDefinition() {
            (depth, height, namespaces) = (0, 0, [])
            let start = token.start
            defer { if token.start == start { advance() } }
            do {
                _ = try assignment()
            } catch {
                if let problem { problems.append(problem) }
            }
        }
        return problems
    }

    /// Moves to the next keyword of a definition in the first column; false at the end.
    private func skipToDefinition() -> Bool {
        while kind != .endOfInput && kind != .failure {
            if beginsDefinition { return true }
            advance()
        }
        return false
    }

    private var beginsDefinition: Bool {
        switch kind {
        case .class, .define, .node, .function, .type:
            let start = Int(token.start)
            let isFirst = start == 0 || bytes.indices.contains(start - 1) && bytes[start - 1] == UInt8(ascii: "\n")
            return isFirst && [.name, .classReference, .string, .default].contains(nextKind)
        default: return false
        }
    }
}
