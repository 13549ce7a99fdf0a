/// Cuts a stream of bytes into lines, with a bound on the length of one.
struct LineBuffer {
    private var bytes: [UInt8] = []
    private var start = 0
    private var scanned = 0
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    mutating func append(_ chunk: some Sequence<UInt8>) throws(KubernetesError) {
        if start > 0 {
            bytes.removeFirst(start)
            scanned -= start
            start = 0
        }
        bytes.append(contentsOf: chunk)
        guard bytes.count <= limit else { throw .answerTooLarge(limit: limit) }
    }

    /// The next complete line without its end, or nil until there is one.
    mutating func next() -> [UInt8]? {
        while scanned < bytes.count {
            defer { scanned += 1 }
            if bytes[scanned] == UInt8(ascii: "\n") {
                defer { start = scanned + 1 }
                return Array(bytes[start..<scanned])
            }
        }
        return nil
    }
}
