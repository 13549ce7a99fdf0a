package import Diagnostics

/// An evaluation that failed: what is wrong and where, and the calls that led there.
package struct EvaluationError: Error, Hashable, Sendable {
    package var diagnostic: Diagnostic

    package init(_ diagnostic: Diagnostic) { self.diagnostic = diagnostic }

    /// Innermost first.
    package var callStack: [CallFrame] { diagnostic.callStack }

    /// The message in Puppet's form, `Evaluation Error: … (file: site.pp, line: 3, column: 8)`.
    package var puppetDescription: String { diagnostic.puppetDescription }
}
