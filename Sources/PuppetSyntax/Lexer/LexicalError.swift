import Diagnostics

/// What stops the lexer. The place is in the source file.
struct LexicalError: Error {
    let id: String
    let message: Diagnostic.Message
    let range: SourceRange
}
