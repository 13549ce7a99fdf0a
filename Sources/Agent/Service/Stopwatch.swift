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
