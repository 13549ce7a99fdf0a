/// A half-open range of UTF-8 offsets in one `SourceFile`.
///
/// An offset past 4 GiB counts as 4 GiB: every node of a tree holds a range, so a range is kept small.
package struct SourceRange: Hashable, Sendable {
    private let start: UInt32
    private let end: UInt32

    package init(_ lower: Int, _ upper: Int) {
        start = UInt32(clamping: lower)
        end = UInt32(clamping: upper)
    }

    package var lower: Int { Int(start) }
    package var upper: Int { Int(end) }

    package static let zero = SourceRange(0, 0)

    /// The smallest range that holds both.
    package func union(_ other: SourceRange) -> SourceRange {
        SourceRange(min(lower, other.lower), max(upper, other.upper))
    }
}

/// A range together with the file it lies in.
package struct SourcePlace: Hashable, Sendable {
    package let file: SourceFile
    package let range: SourceRange

    package init(file: SourceFile, range: SourceRange) {
        self.file = file
        self.range = range
    }

    /// 1-based.
    package var line: Int { file.line(at: range.lower) }
    /// 1-based, in characters.
    package var column: Int { file.position(at: range.lower).column }

    /// `path:line:column`.
    package var description: String {
        let position = file.position(at: range.lower)
        return "\(file.path):\(position.line):\(position.column)"
    }
}
