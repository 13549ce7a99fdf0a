import Synchronization

/// The rules in force, and how far each of them is used up.
final class FaultInjector: Sendable {
    private let rules: Mutex<[Armed]>

    /// A rule, with what is left of it.
    private struct Armed: Sendable {
        let rule: FaultRule
        var toPass: Int
        var left: Int?
        var hits = 0
        var lots: SplitMix64

        init(_ rule: FaultRule) {
            self.rule = rule
            toPass = max(rule.after, 0)
            left = rule.count
            lots = SplitMix64(seed: rule.seed)
        }

        /// The effect on one more request that fits; nil where it is let through.
        mutating func hit() -> FaultRule.Effect? {
            guard left.map({ $0 > 0 }) ?? true else { return nil }
            guard toPass == 0 else {
                toPass -= 1
                return nil
            }
            if rule.probability < 1, Double.random(in: 0..<1, using: &lots) >= rule.probability { return nil }
            left = left.map { $0 - 1 }
            hits += 1
            guard case .randomLatency(let least, let most) = rule.effect else { return rule.effect }
            return .latency(least + (most - least) * Double.random(in: 0...1, using: &lots))
        }
    }

    init(_ rules: [FaultRule]) { self.rules = Mutex(rules.map(Armed.init)) }

    func set(_ rules: [FaultRule]) { self.rules.withLock { $0 = rules.map(Armed.init) } }
    func add(_ rules: [FaultRule]) { self.rules.withLock { $0 += rules.map(Armed.init) } }

    /// The rules, and how many requests each has hit.
    var hits: [(rule: FaultRule, hits: Int)] { rules.withLock { $0.map { ($0.rule, $0.hits) } } }

    /// The effects on a request; each rule is used up by one.
    func effects(on target: FaultTarget) -> [FaultRule.Effect] {
        rules.withLock { rules in
            rules.indices.compactMap { index in
                let rule = rules[index].rule
                guard rule.effect.hitsRequests, target.isWatch || !rule.effect.needsWatch, rule.fits(target) else {
                    return nil
                }
                return rules[index].hit()
            }
        }
    }

    /// How long a pod takes to be ready, where a rule says so.
    func healthDelay(ofPod path: String) -> Duration? {
        rules.withLock { rules in
            for armed in rules {
                if case .slowHealth(let delay) = armed.rule.effect, Glob(armed.rule.path).matches(path) { return delay }
            }
            return nil
        }
    }
}

/// A small generator whose numbers follow from its seed: Steele, Lea and Flood's SplitMix64.
struct SplitMix64: RandomNumberGenerator, Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
