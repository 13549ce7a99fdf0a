import Diagnostics

/// Bounds on what one compile may use, above what any real code needs. Passing one is an error that names it.
package struct EvaluationLimits: Hashable, Sendable {
    /// Levels of nested expressions and calls.
    package var depth: Int
    /// Expressions evaluated, with what long lists and texts cost besides.
    package var steps: Int
    /// Bytes of one value: those of its strings, and 16 for each element and entry, shared ones counted each time.
    package var size: Int
    /// Resources in the catalog.
    package var resources: Int
    /// Seconds that a compile may take. The evaluator reads no clock: whoever compiles keeps this one.
    package var seconds: Int

    package init(
        depth: Int = 2_000, steps: Int = 100_000_000, size: Int = 64 << 20, resources: Int = 100_000,
        seconds: Int = 300
    ) {
        self.depth = depth
        self.steps = steps
        self.size = size
        self.resources = resources
        self.seconds = seconds
    }

    /// The most members that a number or a range may stand for in an iteration.
    package var rangeCount: Int { size / 64 }

    /// The limits by the names that they have in the configuration.
    package enum Kind: String, Sendable, CaseIterable {
        case depth, steps, size, resources, seconds
    }

    package subscript(kind: Kind) -> Int {
        get {
            switch kind {
            case .depth: depth
            case .steps: steps
            case .size: size
            case .resources: resources
            case .seconds: seconds
            }
        }
        set {
            switch kind {
            case .depth: depth = newValue
            case .steps: steps = newValue
            case .size: size = newValue
            case .resources: resources = newValue
            case .seconds: seconds = newValue
            }
        }
    }
}

extension EvaluationLimits.Kind {
    /// How to raise the limit.
    var note: Diagnostic.Note {
        Diagnostic.Note(
            "the limit stops runaway code; where the code is right, raise '\(rawValue)' under 'limits' in bunraku.yaml")
    }
}

/// Why a compile must end before it is done, as whoever asked for it says.
package enum CompileStop: Hashable, Sendable {
    case cancelled
    /// It took longer than `EvaluationLimits.seconds`.
    case timedOut
}
