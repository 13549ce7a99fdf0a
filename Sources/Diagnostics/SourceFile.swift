import Synchronization

/// A text that diagnostics can point into: a manifest, a template, a data file.
///
/// Immutable. Two files are equal when their path and bytes are. Offsets are UTF-8 byte offsets.
package final class SourceFile: Hashable, Sendable {
    /// The path as it is shown to people, relative to the codedir where there is one.
    package let path: String
    package let bytes: [UInt8]
    /// Made when it is first asked for: most files are never pointed into.
    private let lineTable = AtomicLazyReference<LineTable>()

    package init(path: String, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
    }

    package convenience init(path: String, text: String) {
        self.init(path: path, bytes: Array(text.utf8))
    }

    private var lines: LineTable { lineTable.load() ?? lineTable.storeIfNil(LineTable(bytes)) }

    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// The 1-based line and column of an offset; the column counts characters, as Puppet's does.
    ///
    /// An offset past the end gives the end.
    package func position(at offset: Int) -> (line: Int, column: Int) {
        let offset = min(max(offset, 0), bytes.count)
        let line = lines.line(at: offset)
        var column = 1
        for byte in bytes[lines[line]..<offset] where byte & 0xC0 != 0x80 { column += 1 }
        return (line + 1, column)
    }

    /// The 1-based line of an offset. An offset past the end gives the last.
    package func line(at offset: Int) -> Int { lines.line(at: min(max(offset, 0), bytes.count)) + 1 }

    /// The offset of a 1-based line and byte column, clamped to the file.
    package func offset(line: Int, byteColumn: Int) -> Int {
        guard line >= 1 else { return 0 }
        let lines = lines
        guard line <= lines.count else { return bytes.count }
        return min(lines[line - 1] + max(byteColumn - 1, 0), bytes.count)
    }

    /// The text of a 1-based line without its line end, or nil past the end.
    package func line(_ number: Int) -> String? {
        let lines = lines
        guard number >= 1, number <= lines.count else { return nil }
        let start = lines[number - 1]
        var end = number < lines.count ? lines[number] - 1 : bytes.count
        if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
        return String(decoding: bytes[start..<end], as: UTF8.self)
    }

    package static func == (left: SourceFile, right: SourceFile) -> Bool {
        left === right || (left.path == right.path && left.bytes == right.bytes)
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(path)
    }
}
