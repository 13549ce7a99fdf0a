/// How often, and after what pause, a request is tried again.
package struct RetryPolicy: Sendable {
    package var maximumAttempts: Int
    package var firstDelay: Duration
    package var maximumDelay: Duration
    /// A number in 0…1, drawn anew for each pause, so that clients do not come back together.
    package var jitter: @Sendable () -> Double

    package init(
        maximumAttempts: Int = 5, firstDelay: Duration = .milliseconds(200), maximumDelay: Duration = .seconds(10),
        jitter: @escaping @Sendable () -> Double = { Double.random(in: 0...1) }
    ) {
        self.maximumAttempts = maximumAttempts
        self.firstDelay = firstDelay
        self.maximumDelay = maximumDelay
        self.jitter = jitter
    }

    /// The pause after the failed attempt of this number (from 1), or nil to give up.
    ///
    /// A server's `Retry-After` is kept up to three times `maximumDelay`: the request must end some day.
    package func delay(after retry: Retry, attempt: Int) -> Duration? {
        guard attempt < maximumAttempts else { return nil }
        switch retry {
        case .never: return nil
        case .after(let duration): return min(duration, maximumDelay * 3) + firstDelay * jitter()
        case .backoff: return backoff(attempt: attempt)
        }
    }

    /// Half of the doubled delay for certain, the other half by lot.
    package func backoff(attempt: Int) -> Duration {
        let doubled = min(firstDelay * (1 << min(max(attempt - 1, 0), 20)), maximumDelay)
        return doubled * (0.5 + 0.5 * min(max(jitter(), 0), 1))
    }
}
