import JSON
import OrderedCollections

/// Takes the members of a rule one by one, so that what nobody took is known at the end.
struct FaultReader {
    private var members: JSONObject

    init(_ members: JSONObject) { self.members = members }

    var unread: [String] { Array(members.keys) }

    /// The longest time that a fault may take: a day.
    private static let longest = 86_400.0

    private mutating func take<Value>(
        _ name: String, _ what: String, _ read: (JSON) -> Value?
    ) throws(FaultRuleError) -> Value? {
        guard let json = members.removeValue(forKey: name), !json.isNull else { return nil }
        guard let value = read(json) else { throw FaultRuleError(description: "'\(name)' must be \(what)") }
        return value
    }

    mutating func text(_ name: String) throws(FaultRuleError) -> String? { try take(name, "a text", \.string) }

    mutating func flag(_ name: String) throws(FaultRuleError) -> Bool? { try take(name, "true or false", \.boolean) }

    mutating func number(_ name: String) throws(FaultRuleError) -> Int? {
        try take(name, "a number from 0") { json in json.integer.flatMap { $0 >= 0 ? $0 : nil } }
    }

    mutating func share(_ name: String) throws(FaultRuleError) -> Double? {
        try take(name, "between 0 and 1") { json in json.double.flatMap { (0...1).contains($0) ? $0 : nil } }
    }

    mutating func status(_ name: String) throws(FaultRuleError) -> Int {
        try take(name, "an HTTP status") { json in json.integer.flatMap { (200...599).contains($0) ? $0 : nil } } ?? 500
    }

    mutating func texts(_ name: String) throws(FaultRuleError) -> [String: String] {
        let texts = try take(name, "an object of texts") { json -> [String: String]? in
            guard let object = json.object else { return nil }
            let texts = object.compactMap { member in member.value.string.map { (member.key, $0) } }
            return texts.count == object.count ? Dictionary(texts, uniquingKeysWith: { first, _ in first }) : nil
        }
        return texts ?? [:]
    }

    mutating func choice(
        _ name: String, _ choices: [String: FaultRule.Effect]
    ) throws(FaultRuleError) -> FaultRule.Effect {
        let known = choices.keys.sorted().joined(separator: " or ")
        guard let effect = try take(name, known, { $0.string.flatMap { choices[$0] } }) else {
            throw FaultRuleError(description: "'\(name)' must be \(known)")
        }
        return effect
    }

    /// One time, or the least and the most: `"200ms"`, `"1.5s"`, `["10ms", "1s"]`.
    mutating func durations(_ name: String) throws(FaultRuleError) -> [Duration] {
        let what = "a time such as \"200ms\" or \"1.5s\""
        let times = try take(name, what) { json -> [Duration]? in
            let list = json.array ?? [json]
            let times = list.compactMap { $0.string.flatMap(Self.duration) }
            guard times.count == list.count, (1...2).contains(times.count), times[0] <= times[times.count - 1] else {
                return nil
            }
            return times
        }
        guard let times else { throw FaultRuleError(description: "'\(name)' must be \(what)") }
        return times
    }

    private static func duration(_ text: String) -> Duration? {
        let unit = text.hasSuffix("ms") ? "ms" : "s"
        guard text.hasSuffix(unit), let number = Double(text.dropLast(unit.count)) else { return nil }
        let seconds = unit == "ms" ? number / 1000 : number
        guard (0...longest).contains(seconds) else { return nil }
        return .milliseconds(Int((seconds * 1000).rounded()))
    }
}
