package import JSON
import OrderedCollections

/// Why a description of faults cannot be used.
package struct FaultRuleError: Error, Hashable, CustomStringConvertible {
    package let description: String
}

/// Rules as users write them: `{"faults": [{"path": "*/deployments/*", "verb": "apply", "status": 503}]}`.
extension FaultRule {
    package static func list(_ json: JSON) throws(FaultRuleError) -> [FaultRule] {
        guard let list = json["faults"]?.array else {
            throw FaultRuleError(description: "expected {\"faults\": [...]}")
        }
        var rules: [FaultRule] = []
        for (index, rule) in list.enumerated() {
            do {
                rules.append(try FaultRule(rule))
            } catch {
                throw FaultRuleError(description: "faults[\(index)]: \(error)")
            }
        }
        return rules
    }

    private static let conditions: Set<String> = [
        "method", "path", "verb", "dryRun", "query", "after", "count", "probability", "seed",
    ]

    init(_ json: JSON) throws(FaultRuleError) {
        guard let members = json.object else { throw FaultRuleError(description: "expected an object") }
        var reader = FaultReader(members)
        self.init(path: try reader.text("path") ?? "*", effect: try Self.effect(&reader))
        method = try reader.text("method")
        if let name = try reader.text("verb") {
            guard let verb = Verb(rawValue: name) else {
                let known = Verb.allCases.map(\.rawValue).joined(separator: ", ")
                throw FaultRuleError(description: "there is no verb '\(name)'; there are \(known)")
            }
            self.verb = verb
        }
        isDryRun = try reader.flag("dryRun")
        query = try reader.texts("query")
        after = try reader.number("after") ?? 0
        count = try reader.number("count")
        probability = try reader.share("probability") ?? 1
        seed = UInt64(try reader.number("seed") ?? 0)
        if let left = reader.unread.first { throw FaultRuleError(description: "'\(left)' is not known here") }
    }

    private static func effect(_ reader: inout FaultReader) throws(FaultRuleError) -> Effect {
        let names = reader.unread.filter { effects[$0] != nil }
        guard let name = names.first, names.count == 1, let effect = effects[name] else {
            let known = effects.keys.sorted().joined(separator: ", ")
            throw FaultRuleError(description: "expected one of \(known)")
        }
        return try effect(&reader, name)
    }

    private typealias EffectReader = @Sendable (inout FaultReader, String) throws(FaultRuleError) -> Effect

    /// The effects by the member that asks for them.
    private static let effects: [String: EffectReader] = [
        "status": { reader, name throws(FaultRuleError) in
            let code = try reader.status(name)
            if let body = try reader.text("body") {
                return .answer(code, contentType: try reader.text("contentType") ?? "application/json", body: body)
            }
            return .status(
                code, retryAfter: try reader.number("retryAfter"), reason: try reader.text("reason"),
                message: try reader.text("message"))
        },
        "garbage": { reader, name throws(FaultRuleError) in
            guard try reader.flag(name) == true else { throw FaultRuleError(description: "'garbage' must be true") }
            return .garbage
        },
        "latency": { reader, name throws(FaultRuleError) in
            let times = try reader.durations(name)
            return times.count == 1 ? .latency(times[0]) : .randomLatency(times[0], times[1])
        },
        "drop": { reader, name throws(FaultRuleError) in
            try reader.choice(name, ["before": .drop, "after": .loseAnswer])
        },
        "truncate": { reader, name throws(FaultRuleError) in
            try reader.choice(name, ["length": .truncate(.length), "chunked": .truncate(.chunked)])
        },
        "resetWatch": { reader, name throws(FaultRuleError) in
            .resetWatch(afterEvents: try reader.number(name) ?? 0)
        },
        "silenceWatch": { reader, name throws(FaultRuleError) in
            .silenceWatch(afterEvents: try reader.number(name) ?? 0)
        },
        "garbleWatch": { reader, name throws(FaultRuleError) in
            .garbleWatch(afterEvents: try reader.number(name) ?? 0)
        },
        "failWatch": { reader, name throws(FaultRuleError) in
            .failWatch(try reader.status(name), afterEvents: try reader.number("events") ?? 0)
        },
        "stale": { reader, name throws(FaultRuleError) in .stale(versions: try reader.number(name) ?? 0) },
        "slowHealth": { reader, name throws(FaultRuleError) in .slowHealth(try reader.durations(name)[0]) },
        "refuseConnections": { reader, name throws(FaultRuleError) in
            .refuseConnections(try reader.durations(name)[0])
        },
        "failingWebhook": { reader, name throws(FaultRuleError) in .failingWebhook(try reader.text(name) ?? "") },
        "denyingWebhook": { reader, name throws(FaultRuleError) in
            .denyingWebhook(try reader.text(name) ?? "", try reader.text("message") ?? "injected fault")
        },
    ]
}

/// Rules as they are shown again.
extension FaultRule {
    var json: JSON {
        var members = JSONObject()
        if let method { members["method"] = .string(method) }
        members["path"] = .string(path)
        if let verb { members["verb"] = .string(verb.rawValue) }
        if let isDryRun { members["dryRun"] = .boolean(isDryRun) }
        if !query.isEmpty {
            members["query"] = .object(
                JSONObject(uniqueKeysWithValues: query.sorted { $0.key < $1.key }.map { ($0, .string($1)) }))
        }
        if after > 0 { members["after"] = .integer(after) }
        if let count { members["count"] = .integer(count) }
        if probability < 1 { members["probability"] = .double(probability) }
        if seed > 0 { members["seed"] = .integer(Int(clamping: seed)) }
        for (name, value) in effect.json { members[name] = value }
        return .object(members)
    }
}

extension FaultRule.Effect {
    fileprivate var json: JSONObject {
        switch self {
        case .status(let code, let retryAfter, let reason, let message):
            var members: JSONObject = ["status": .integer(code)]
            members["retryAfter"] = retryAfter.map(JSON.integer)
            members["reason"] = reason.map(JSON.string)
            members["message"] = message.map(JSON.string)
            return members
        case .answer(let code, let contentType, let body):
            return ["status": .integer(code), "contentType": .string(contentType), "body": .string(body)]
        case .latency(let time): return ["latency": Self.text(time)]
        case .randomLatency(let least, let most): return ["latency": [Self.text(least), Self.text(most)]]
        case .drop: return ["drop": "before"]
        case .loseAnswer: return ["drop": "after"]
        case .truncate(let way): return ["truncate": .string(way.rawValue)]
        case .resetWatch(let events): return ["resetWatch": .integer(events)]
        case .silenceWatch(let events): return ["silenceWatch": .integer(events)]
        case .failWatch(let code, let events): return ["failWatch": .integer(code), "events": .integer(events)]
        case .garbleWatch(let events): return ["garbleWatch": .integer(events)]
        case .stale(let versions): return ["stale": .integer(versions)]
        case .slowHealth(let time): return ["slowHealth": Self.text(time)]
        case .refuseConnections(let time): return ["refuseConnections": Self.text(time)]
        }
    }

    private static func text(_ duration: Duration) -> JSON {
        .string("\(Int((duration / .milliseconds(1)).rounded()))ms")
    }
}
