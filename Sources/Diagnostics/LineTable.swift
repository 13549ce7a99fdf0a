/// Where the lines of a text begin.
final class LineTable: Sendable {
    /// The offset at which each line begins; never empty, the first is 0.
    private let starts: [Int]

    init(_ bytes: [UInt8]) {
        var starts = [0]
        for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
            starts.append(offset + 1)
        }
        self.starts = starts
    }

    var count: Int { starts.count }

    /// The 0-based line in which an offset lies.
    func line(at offset: Int) -> Int {
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return low
    }

    /// The offset at which a 0-based line begins.
    subscript(line: Int) -> Int { starts[line] }
}
