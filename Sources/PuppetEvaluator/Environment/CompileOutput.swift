package import Diagnostics
package import PuppetCatalog

/// What a compile gives.
package struct CompileOutput: Sendable {
    package let catalog: Catalog
    /// What `notice()` and the like said, and the compiler's own warnings, in order.
    package let logs: [LogEntry]
    /// Kept when the input asks for tracing.
    package let trace: CompileTrace?
}

/// A line of the compile's log.
package struct LogEntry: Hashable, Sendable {
    package enum Level: String, Hashable, Sendable, CaseIterable {
        case debug, info, notice, warning, err, alert, emerg, crit
    }

    package let level: Level
    package let message: String
    /// `Scope(Class[main])`, or `Puppet` for the compiler's own.
    package let source: String
    package let place: SourcePlace?
}

/// Where the parts of a catalog came from.
package struct CompileTrace: Sendable {
    /// The place that set each parameter: a manifest's attribute, a default, or a place in the data.
    package var parameters: [ResourceReference: [String: SourcePlace]] = [:]
    package var resources: [ResourceReference: SourcePlace] = [:]
    package var templates: [RenderedTemplate] = []
}

/// A text that a template gave, with the template's line for each of the text's lines.
package struct RenderedTemplate: Hashable, Sendable {
    package let file: SourceFile
    package let text: String
    /// The 1-based template line of each line of the text.
    package let lines: [Int]
}
