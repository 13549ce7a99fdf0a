/// Words that cannot be names.
enum ReservedWords {
    static let language: Set<String> = [
        "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
        "namespace", "return", "var", "void", "while",
    ]

    /// Those that Kubernetes escapes in the names of properties.
    static let escaped = language.union(["true", "false", "null", "in"])
}
