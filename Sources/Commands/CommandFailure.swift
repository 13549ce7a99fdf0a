import Diagnostics
import Foundation

/// Ends a command with exit code 1 and says why on standard error.
struct CommandFailure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }

    /// Diagnostics as people read them; the first line follows `Error: `.
    init(_ diagnostics: [Diagnostic]) {
        let renderer = TextRenderer()
        var text = diagnostics.map(renderer.render).joined(separator: "\n")
        if let range = text.range(of: "error: "), range.lowerBound == text.startIndex { text.removeSubrange(range) }
        description = text
    }
}
