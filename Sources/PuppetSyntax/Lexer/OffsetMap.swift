/// Where the text of a heredoc, without its margin, stands in the source file.
struct OffsetMap: Sendable {
    /// The first offset of each line in the text and in the file. Empty for the file itself.
    private var lines: [(local: Int, global: Int)] = []

    init() {}

    init(lines: [(local: Int, global: Int)]) {
        self.lines = lines
    }

    /// The offset in the file.
    func global(_ offset: Int) -> Int {
        guard !lines.isEmpty else { return offset }
        var low = 0
        var high = lines.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lines[middle].local <= offset { low = middle } else { high = middle }
        }
        return lines[low].global + offset - lines[low].local
    }
}
