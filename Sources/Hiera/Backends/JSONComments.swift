/// Comments in JSON, which Ruby's parser takes: `// …` and `/* … */`.
enum JSONComments {
    /// The text with a blank for every byte of a comment, so that places stay right.
    static func blanked(_ bytes: [UInt8]) -> [UInt8] {
        guard bytes.contains(UInt8(ascii: "/")) else { return bytes }
        var result = bytes
        var index = 0
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""): index = end(ofStringAt: index, bytes)
            case UInt8(ascii: "/"):
                let end = end(ofCommentAt: index, bytes)
                for position in index..<end where bytes[position] != 0x0A { result[position] = 0x20 }
                index = max(end, index + 1)
            default: index += 1
            }
        }
        return result
    }

    private static func end(ofStringAt start: Int, _ bytes: [UInt8]) -> Int {
        var index = start + 1
        while index < bytes.count, bytes[index] != UInt8(ascii: "\"") {
            index += bytes[index] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(index + 1, bytes.count)
    }

    /// The start where there is no comment, or one that does not end.
    private static func end(ofCommentAt start: Int, _ bytes: [UInt8]) -> Int {
        guard start + 1 < bytes.count else { return start }
        switch bytes[start + 1] {
        case UInt8(ascii: "/"): return bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
        case UInt8(ascii: "*"):
            var index = start + 2
            while index + 1 < bytes.count {
                if bytes[index] == UInt8(ascii: "*"), bytes[index + 1] == UInt8(ascii: "/") { return index + 2 }
                index += 1
            }
            return start
        default: return start
        }
    }
}
