package import PuppetCompiler

/// A control repo whose environments can be moved: branches of a git repository, or folders of a codedir.
package protocol ControlRepo: Sendable {
    var environments: any EnvironmentSource { get }

    /// What identifies the state an environment is in: a commit, or a digest of its folder.
    func state(of environment: String) async throws -> String?

    /// The target as it would be with the source's content.
    func candidate(for target: String, from source: String) async throws -> Candidate

    /// Makes the target what the candidate is, and keeps the record. Fails where the target moved meanwhile.
    func promote(_ target: String, from old: String, to candidate: Candidate, record: PromotionRecord) async throws

    /// Pins an environment to an earlier state, which holds until the pin is lifted.
    func pin(_ environment: String, to state: String, record: PromotionRecord) async throws

    /// Lifts the pin. Nothing happens where there is none.
    func liftPin(_ environment: String, record: PromotionRecord) async throws

    /// The state that an environment is pinned to, or nil.
    func pinned(_ environment: String) async throws -> String?

    /// The state before the last promotion into an environment, or nil where none is on record.
    func previousState(of environment: String) async throws -> String?

    /// The state that a name stands for, if the environment was in it at some time; nil otherwise.
    func earlierState(_ name: String, of environment: String) async throws -> String?

    /// What was done to an environment, oldest first, one JSON document a line.
    func history(of environment: String) async throws -> [String]
}

/// A state that a target may be moved to.
package struct Candidate: Sendable {
    package let snapshot: EnvironmentSnapshot
    package let state: String
    /// One line a commit that comes along, newest first.
    package let subjects: [String]
    /// Why the target cannot be moved there, whatever the gates say: it would lose commits.
    package let obstacle: String?
}

/// Why a promotion or a rollback could not be done.
package enum PromotionError: Error, Hashable, CustomStringConvertible {
    case unknownEnvironment(String)
    case sameEnvironment(String)
    case obstacle(String)
    case gatesClosed([String])
    case pinned(environment: String, state: String)
    case moved(environment: String)
    case nothingToRollBack(String)
    case unknownState(String, environment: String)
    case unreadable(path: String, reason: String)

    package var description: String {
        switch self {
        case .unknownEnvironment(let name): "there is no environment '\(name)'"
        case .sameEnvironment(let name): "'\(name)' cannot be promoted to itself"
        case .obstacle(let reason): reason
        case .gatesClosed(let names): "not promoted: \(names.joined(separator: ", ")) did not pass"
        case .pinned(let environment, let state):
            "'\(environment)' is pinned to \(state.prefix(12)); lift the pin first: bunraku rollback \(environment) --lift"
        case .moved(let environment): "'\(environment)' moved while the promotion was worked out; run it again"
        case .nothingToRollBack(let name): "no earlier promotion of '\(name)' is on record"
        case .unknownState(let state, let environment):
            "'\(environment)' was never in the state '\(state)'; see bunraku environment status \(environment)"
        case .unreadable(let path, let reason): "\(path): \(reason)"
        }
    }
}
