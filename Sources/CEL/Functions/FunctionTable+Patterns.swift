import Regexp

// Regular expressions, as RE2 has them.
extension FunctionTable {
    mutating func addPatterns() {
        member(.string, "matches", [.string], .boolean, cost: .pattern) { arguments, _ throws(CELError) in
            .boolean(try Self.matches(arguments.string(0), arguments.string(1), limit: 1).isEmpty == false)
        }
        function("matches", [.string, .string], .boolean, cost: .pattern) { arguments, _ throws(CELError) in
            .boolean(try Self.matches(arguments.string(0), arguments.string(1), limit: 1).isEmpty == false)
        }
        member(.string, "find", [.string], .string, cost: .pattern) { arguments, _ throws(CELError) in
            .string(try Self.matches(arguments.string(0), arguments.string(1), limit: 1).first ?? "")
        }
        member(.string, "findAll", [.string], .list(.string), cost: .pattern) { arguments, _ throws(CELError) in
            .list(try Self.matches(arguments.string(0), arguments.string(1), limit: -1).map { .string($0) })
        }
        member(.string, "findAll", [.string, .integer], .list(.string), cost: .pattern) {
            arguments, _ throws(CELError) in
            let limit = try arguments.integer(2)
            return .list(try Self.matches(arguments.string(0), arguments.string(1), limit: limit).map { .string($0) })
        }
    }

    /// What the expression matches, up to a number of times; a negative number is no limit.
    private static func matches(
        _ text: String, _ pattern: String, limit: Int
    ) throws(CELError) -> [String] {
        let expression = try RE2Pattern.compile(pattern)
        do {
            if limit == 1 { return try expression.firstMatch(in: text).map { [String(text[$0.range])] } ?? [] }
            if limit == 0 { return [] }
            var found: [String] = []
            var lastEnd: String.Index?
            for match in try expression.matches(in: text) where limit < 0 || found.count < limit {
                // An empty match right after another is none.
                if match.range.isEmpty, match.range.lowerBound == lastEnd { continue }
                lastEnd = match.range.upperBound
                found.append(String(text[match.range]))
            }
            return found
        } catch {
            throw .evaluation(error.message)
        }
    }
}
