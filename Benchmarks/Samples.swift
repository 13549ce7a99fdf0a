import Foundation

/// Repeated measurements of one thing.
struct Samples {
    private let sorted: [Double]

    init(_ values: [Double]) { sorted = values.sorted() }

    var median: Double {
        guard !sorted.isEmpty else { return .nan }
        let middle = sorted.count / 2
        return sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
    }

    var least: Double { sorted.first ?? .nan }
    var greatest: Double { sorted.last ?? .nan }
}

/// The seconds that passed and those that this process computed; on a busy machine the second is the truth.
struct Timing {
    let wall: Samples
    let processor: Samples

    private init(_ laps: [Stopwatch.Lap]) {
        wall = Samples(laps.map(\.wall))
        processor = Samples(laps.map(\.processor))
    }

    /// Of processes that have ended.
    init(_ processes: [ChildProcess]) {
        self.init(processes.map { Stopwatch.Lap(wall: $0.wallSeconds, processor: $0.userSeconds + $0.systemSeconds) })
    }

    /// Runs the body again and again.
    init(rounds: Int, _ body: () throws -> Void) rethrows {
        var laps: [Stopwatch.Lap] = []
        for _ in 0..<max(rounds, 1) {
            let watch = Stopwatch()
            try body()
            laps.append(watch.lap)
        }
        self.init(laps)
    }

    init(rounds: Int, _ body: () async throws -> Void) async rethrows {
        var laps: [Stopwatch.Lap] = []
        for _ in 0..<max(rounds, 1) {
            let watch = Stopwatch()
            try await body()
            laps.append(watch.lap)
        }
        self.init(laps)
    }
}

struct Stopwatch {
    struct Lap {
        let wall: Double
        let processor: Double
    }

    private let clock = ContinuousClock()
    private let start: ContinuousClock.Instant
    private let processorStart: Double

    init() {
        processorStart = Self.processorSeconds
        start = clock.now
    }

    var lap: Lap {
        Lap(wall: (clock.now - start).seconds, processor: Self.processorSeconds - processorStart)
    }

    private static var processorSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}

extension Duration {
    var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
