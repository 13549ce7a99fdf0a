/// How far a live object is from what its specification asks, in kstatus' words.
package enum HealthStatus: Hashable, Sendable {
    /// The controller has done what the specification says.
    case current
    case inProgress(String)
    case failed(String)
    /// The object is being deleted; the finalizers that it waits for.
    case terminating(finalizers: [String])

    package var isCurrent: Bool { self == .current }

    package var isFailed: Bool { if case .failed = self { true } else { false } }

    /// `Current`, `InProgress`, `Failed`, `Terminating`.
    package var name: String {
        switch self {
        case .current: "Current"
        case .inProgress: "InProgress"
        case .failed: "Failed"
        case .terminating: "Terminating"
        }
    }

    /// Why, for people; empty for `current`.
    package var reason: String {
        switch self {
        case .current: ""
        case .inProgress(let reason), .failed(let reason): reason
        case .terminating(let finalizers):
            finalizers.isEmpty ? "deletion in progress" : "waiting on \(finalizers.joined(separator: ", "))"
        }
    }
}
