/// A request of a client over HTTP, for tests that look at what was asked, and when.
package struct AuditEvent: Sendable {
    package let stage: Stage
    package let method: String
    /// Percent-decoded.
    package let path: String
    /// As it was sent, after the `?`.
    package let query: String
    /// Nil for what is no resource.
    package let verb: Verb?
    package let isDryRun: Bool
    package let body: [UInt8]

    package enum Stage: Hashable, Sendable {
        /// Before anything was done, and before faults.
        case received
        /// It was handled, with this status, whatever the client sees of it.
        case handled(Int)
    }
}
