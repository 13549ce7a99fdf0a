/// What the effects on one request come to.
struct FaultPlan: Sendable {
    /// To wait before anything else.
    var latency: Duration = .zero
    /// Instead of handling the request.
    var early: Early?
    var losesAnswer = false
    var truncation: FaultRule.Truncation?
    var staleVersions = 0
    var watchFault: WatchFault?
    /// To refuse connections for so long.
    var outage: Duration?

    enum Early: Sendable {
        case drop
        case answer(APIResponse, retryAfter: Int?)
    }

    /// The first that answers wins; times add up.
    init(_ effects: [FaultRule.Effect]) {
        for effect in effects { add(effect) }
    }

    private mutating func add(_ effect: FaultRule.Effect) {
        switch effect {
        case .status(let code, let retryAfter, let reason, let message):
            let status = FaultRule.Effect.statusObject(
                code, retryAfter: retryAfter, reason: reason, message: message)
            early = early ?? .answer(.json(status, status: code), retryAfter: retryAfter)
        case .answer(let code, let contentType, let body):
            let response = APIResponse(status: code, contentType: contentType, body: .bytes(Array(body.utf8)))
            early = early ?? .answer(response, retryAfter: nil)
        case .latency(let duration): latency += duration
        case .randomLatency(let least, _): latency += least
        case .drop: early = early ?? .drop
        case .loseAnswer: losesAnswer = true
        case .truncate(let way): truncation = way
        case .resetWatch(let events): watchFault = WatchFault(kind: .reset, afterEvents: events)
        case .silenceWatch(let events): watchFault = WatchFault(kind: .silence, afterEvents: events)
        case .failWatch(let code, let events): watchFault = WatchFault(kind: .fail(code), afterEvents: events)
        case .garbleWatch(let events): watchFault = WatchFault(kind: .garble, afterEvents: events)
        case .stale(let versions): staleVersions = max(staleVersions, versions)
        case .slowHealth: return
        case .refuseConnections(let duration):
            outage = duration
            early = .drop
        }
    }
}

/// What happens to a watch after some events.
struct WatchFault: Hashable, Sendable {
    let kind: Kind
    let afterEvents: Int

    enum Kind: Hashable, Sendable {
        case reset, silence, garble
        case fail(Int)
    }
}
