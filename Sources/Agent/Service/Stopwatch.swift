/// How long something has been going on, by a clock that nobody sets.
///
/// Every interval and window of the agent is measured so: the time of day may jump by hours.
struct Stopwatch: Sendable {
    private let reading: @Sendable () -> Duration

    init(_ clock: any Clock<Duration>) { self.init(opening: clock) }

    private init(opening clock: some Clock<Duration>) {
        let start = clock.now
        reading = { start.duration(to: clock.now) }
    }

    var elapsed: Duration { reading() }
}

/// What `body` gives, or nil when it takes longer; then it is cancelled.
func withTimeLimit<Result: Sendable>(
    _ limit: Duration, _ clock: any Clock<Duration>, _ body: @escaping @Sendable () async throws -> Result
) async throws -> Result? {
    try await withThrowingTaskGroup(of: Result?.self) { group in
        group.addTask { try await body() }
        group.addTask {
            try await clock.sleep(for: limit)
            return nil
        }
        let first = try await group.next() ?? nil
        group.cancelAll()
        return first
    }
}
