import JSON
import OrderedCollections
import Synchronization

/// A way in which the sandbox misbehaves when it is told to.
package struct FaultRule: Sendable {
    /// Nil for every method.
    package var method: String?
    /// A path as a glob: `*` stands for any text. `/api/v1/*`, `*/deployments/web`.
    package var path: String
    package var effect: Effect
    /// How often the rule applies before it is spent; nil for always.
    package var count: Int?

    package enum Effect: Sendable {
        /// Answers this status instead, as a `Status` object, with `Retry-After` where a number of seconds is given.
        case status(Int, retryAfter: Int? = nil)
        /// Answers late.
        case latency(Duration)
        /// Closes the connection without an answer.
        case drop
        /// Ends a watch after this many events, without an end of the answer.
        case resetWatch(afterEvents: Int)
    }

    package init(method: String? = nil, path: String, effect: Effect, count: Int? = nil) {
        self.method = method
        self.path = path
        self.effect = effect
        self.count = count
    }

    func matches(method: String, path: String) -> Bool {
        (self.method ?? method) == method && Self.matches(Array(path.utf8), Array(self.path.utf8))
    }

    /// Matches a glob in linear space, going back to the last star where a text does not fit.
    private static func matches(_ text: [UInt8], _ glob: [UInt8]) -> Bool {
        var textIndex = 0
        var globIndex = 0
        var star: (glob: Int, text: Int)?
        while textIndex < text.count {
            if globIndex < glob.count, glob[globIndex] == UInt8(ascii: "*") {
                star = (globIndex, textIndex)
                globIndex += 1
            } else if globIndex < glob.count, glob[globIndex] == text[textIndex] {
                globIndex += 1
                textIndex += 1
            } else if let last = star {
                globIndex = last.glob + 1
                textIndex = last.text + 1
                star = (last.glob, last.text + 1)
            } else {
                return false
            }
        }
        return glob[globIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
    }
}

/// The rules in force.
final class FaultInjector: Sendable {
    private let rules: Mutex<[FaultRule]>

    init(_ rules: [FaultRule]) { self.rules = Mutex(rules) }

    func set(_ rules: [FaultRule]) { self.rules.withLock { $0 = rules } }
    func add(_ rule: FaultRule) { rules.withLock { $0.append(rule) } }

    /// The effects on a request; each rule is used up by one.
    func effects(method: String, path: String, isWatch: Bool) -> [FaultRule.Effect] {
        rules.withLock { rules in
            var effects: [FaultRule.Effect] = []
            for index in rules.indices where rules[index].matches(method: method, path: path) {
                if case .resetWatch = rules[index].effect, !isWatch { continue }
                if let count = rules[index].count {
                    guard count > 0 else { continue }
                    rules[index].count = count - 1
                }
                effects.append(rules[index].effect)
            }
            return effects
        }
    }
}

extension FaultRule.Effect {
    /// The `Status` object of an injected status.
    static func statusObject(_ code: Int, retryAfter: Int?) -> JSON {
        let (reason, message): (String?, String) =
            switch code {
            case 409: ("Conflict", "injected fault: the object has been modified")
            case 422: ("Invalid", "injected fault: the object is invalid")
            case 429: ("TooManyRequests", "Too many requests, please try again later.")
            case 500: ("InternalError", "Internal error occurred: injected fault")
            case 503: ("ServiceUnavailable", "the server is currently unable to handle the request")
            case 504: ("Timeout", "Timeout: request did not complete within the allotted timeout")
            default: (nil, "injected fault")
            }
        let details: JSON = retryAfter.map { ["retryAfterSeconds": .integer($0)] } ?? .object([:])
        return APIError(code, reason: reason, message: message, details: details).status
    }
}
