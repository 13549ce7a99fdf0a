/// A text by its characters.
struct Characters {
    private let scalars: [Unicode.Scalar]

    init(_ text: String) { scalars = Array(text.unicodeScalars) }

    var count: Int { scalars.count }

    /// The characters from one place up to another; both are within the text.
    func text(_ start: Int, _ end: Int) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[start..<max(start, end)])
        return text
    }

    private func holds(_ part: Characters, at index: Int) -> Bool {
        for offset in 0..<part.count where scalars[index + offset] != part.scalars[offset] { return false }
        return true
    }

    /// The first place, from one on, where the part is.
    func index(of part: Characters, from start: Int, _ context: inout EvaluationContext) throws(CELError) -> Int? {
        guard part.count <= count else { return nil }
        var index = start
        while index <= count - part.count {
            try context.work(1)
            if holds(part, at: index) { return index }
            index += 1
        }
        return nil
    }

    /// The last place, up to one, where the part is.
    func lastIndex(of part: Characters, upTo end: Int, _ context: inout EvaluationContext) throws(CELError) -> Int? {
        var index = min(end, count - part.count)
        while index >= 0 {
            try context.work(1)
            if holds(part, at: index) { return index }
            index -= 1
        }
        return nil
    }

    /// Between the parts; a negative limit is none, and the empty part is between all characters.
    func split(_ part: Characters, limit: Int, _ context: inout EvaluationContext) throws(CELError) -> [String] {
        if limit == 0 { return [] }
        var pieces: [String] = []
        if part.count == 0 {
            try context.work(count)
            let single = max(0, limit < 0 ? count : min(limit - 1, count - 1))
            for index in 0..<min(single, count) { pieces.append(text(index, index + 1)) }
            return single < count ? pieces + [text(single, count)] : pieces
        }
        var start = 0
        while limit < 0 || pieces.count < limit - 1, let found = try index(of: part, from: start, &context) {
            pieces.append(text(start, found))
            start = found + part.count
        }
        return pieces + [text(start, count)]
    }

    func replacing(
        _ part: Characters, with replacement: String, limit: Int, _ context: inout EvaluationContext
    ) throws(CELError) -> String {
        if limit == 0 { return text(0, count) }
        var result = ""
        var (start, replaced) = (0, 0)
        while limit < 0 || replaced < limit {
            try context.spend(traversing: replacement.utf8.count)
            if part.count == 0 {
                guard replaced <= count else { break }
                if replaced > 0 { result += text(start, start + 1) }
                start = replaced
                result += replacement
            } else {
                guard let found = try index(of: part, from: start, &context) else { break }
                result += text(start, found) + replacement
                start = found + part.count
            }
            replaced += 1
        }
        return result + text(start, count)
    }
}
