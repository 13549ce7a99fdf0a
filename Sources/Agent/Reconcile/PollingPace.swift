/// The pauses of a bounded wait: short at first, then longer, never past the end.
struct PollingPace {
    private let clock: any Clock<Duration>
    private var interval: Duration
    private let longest: Duration
    private var left: Duration

    init(_ configuration: AgentConfiguration, timeout: Duration) {
        clock = configuration.clock
        longest = configuration.healthInterval * 4
        interval = configuration.healthInterval / 8
        left = timeout
    }

    /// Pauses, or says false when the time is over.
    mutating func next() async throws -> Bool {
        guard left > .zero else { return false }
        let pause = min(interval, left)
        try await clock.sleep(for: pause)
        left -= pause
        interval = min(interval * 2, longest)
        return true
    }
}

extension Duration {
    /// `300 s`, `0.5 s`.
    var words: String { "\(formattedSeconds) s" }

    private var formattedSeconds: String {
        let seconds = inSeconds
        return seconds == seconds.rounded()
            ? String(Int(min(max(seconds, 0), 1e15))) : String((seconds * 100).rounded() / 100)
    }
}
