/// One thing to tell about an object, as `kubectl describe` shows it.
struct EventNote: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable {
        case normal = "Normal"
        case warning = "Warning"
    }

    let subject: ObjectSubject
    let kind: Kind
    /// `Updated`, `Failed`, …
    let reason: String
    let message: String

    /// The server's limit is 1024 bytes.
    private static let maximumLength = 1000

    init(_ subject: ObjectSubject, _ kind: Kind = .normal, _ reason: String, _ message: String) {
        self.subject = subject
        self.kind = kind
        self.reason = reason
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        self.message = line.utf8.count <= Self.maximumLength ? line : "\(line.prefix(Self.maximumLength / 4))…"
    }
}
