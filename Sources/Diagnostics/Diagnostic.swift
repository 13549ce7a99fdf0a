/// Something that is wrong with what the user wrote, as a value.
///
/// The text is lowercase without a full stop where it is ours, and Puppet's own wording where a
/// Puppet user would search for it. It never holds a secret.
package struct Diagnostic: Hashable, Sendable, Error {
    /// A stable name for the kind of problem, for example `unknown_variable`. Texts may change, ids do not.
    package let id: String
    package let severity: Severity
    package var message: Message
    /// Where, when it is known.
    package var place: SourcePlace?
    /// Further places and hints: "first declared here", "did you mean `x`?".
    package var notes: [Note]
    /// What was being evaluated, innermost first; empty for what is wrong in a text as such.
    package var callStack: [CallFrame]

    package init(
        id: String, severity: Severity = .error, _ message: Message, at place: SourcePlace? = nil, notes: [Note] = [],
        callStack: [CallFrame] = []
    ) {
        self.id = id
        self.severity = severity
        self.message = message
        self.place = place
        self.notes = notes
        self.callStack = callStack
    }

    package enum Severity: String, Hashable, Sendable, Comparable {
        case note, warning, error

        private var rank: Int {
            switch self {
            case .note: 0
            case .warning: 1
            case .error: 2
            }
        }

        package static func < (left: Severity, right: Severity) -> Bool { left.rank < right.rank }
    }

    /// A message; constants live at the bottom of the file that raises them, as an extension of this type.
    package struct Message: Hashable, Sendable, ExpressibleByStringInterpolation {
        package let text: String

        package init(_ text: String) { self.text = text }
        package init(stringLiteral value: String) { text = value }
    }

    package struct Note: Hashable, Sendable {
        package let message: Message
        package let place: SourcePlace?

        package init(_ message: Message, at place: SourcePlace? = nil) {
            self.message = message
            self.place = place
        }
    }
}

extension Diagnostic {
    /// The message in Puppet's form, `message (file: manifests/site.pp, line: 3, column: 8)`.
    ///
    /// A place past the end of its file, which is where input ended too early, names the file only.
    package var puppetDescription: String {
        guard let place else { return message.text }
        guard place.range.lower <= place.file.bytes.count else {
            return "\(message.text) (file: \(place.file.path))"
        }
        let position = place.file.position(at: place.range.lower)
        return "\(message.text) (file: \(place.file.path), line: \(position.line), column: \(position.column))"
    }
}
