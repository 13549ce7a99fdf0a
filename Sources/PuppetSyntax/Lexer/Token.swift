import Diagnostics

/// A terminal and where it stands. The text of a name, number or variable is the source text itself.
struct Token: Sendable {
    let kind: TokenKind
    /// Offsets into the source file, also for a token inside a heredoc.
    var start: UInt32
    var end: UInt32
    /// The index of the value in `Lexer.strings`, for the kinds that have one; else -1.
    let text: Int32

    var range: SourceRange { SourceRange(Int(start), Int(end)) }
}
