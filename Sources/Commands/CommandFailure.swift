import Diagnostics
import Foundation

/// Ends a command with exit code 1 and says why on standard error.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    /// More calls than these say nothing new, as a rule: it is a recursion.
    private static let shownCalls = 8

    init(_ description: String) { self.description = description }

    /// Diagnostics as people read them; the first line follows `Error: `.
    init(_ diagnostics: [Diagnostic], callStack: [SourcePlace] = []) {
        let renderer = TextRenderer()
        var text = diagnostics.map(renderer.render).joined(separator: "\n")
        if let range = text.range(of: "error: "), range.lowerBound == text.startIndex { text.removeSubrange(range) }
        for place in callStack.prefix(Self.shownCalls) { text += "\n  called from \(place.description)" }
        if callStack.count > Self.shownCalls { text += "\n  … and \(callStack.count - Self.shownCalls) more calls" }
        description = text
    }
}
