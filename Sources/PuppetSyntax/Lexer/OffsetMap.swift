import Diagnostics

/// Where the text of a heredoc, without its margin, stands in the text around it.
struct OffsetMap: Sendable {
    /// The first offset of each line in the text and around it; never empty.
    private let lines: [(local: Int, global: Int)]

    init(lines: [(local: Int, global: Int)]) {
        self.lines = lines
    }

    func global(_ token: Token) -> Token {
        var token = token
        token.start = UInt32(truncatingIfNeeded: global(Int(token.start)))
        token.end = UInt32(truncatingIfNeeded: global(Int(token.end)))
        return token
    }

    func global(_ error: LexicalError) -> LexicalError {
        LexicalError(
            id: error.id, message: error.message,
            range: SourceRange(global(error.range.lower), global(error.range.upper)))
    }

    private func global(_ offset: Int) -> Int {
        var low = 0
        var high = lines.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle].local <= offset { low = middle } else { high = middle }
        }
        return lines[low].global + offset - lines[low].local
    }
}
