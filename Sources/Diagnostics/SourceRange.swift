/// A half-open range of UTF-8 offsets in one `SourceFile`.
package struct SourceRange: Hashable, Sendable {
    package let lower: Int
    package let upper: Int

    package init(_ lower: Int, _ upper: Int) {
        self.lower = lower
        self.upper = upper
    }

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
    package var line: Int { file.position(at: range.lower).line }
    /// 1-based, in characters.
    package var column: Int { file.position(at: range.lower).column }

    /// `path:line:column`.
    package var description: String {
        let position = file.position(at: range.lower)
        return "\(file.path):\(position.line):\(position.column)"
    }
}
