import Foundation
import JSON
import KubernetesSandbox
import Logging
import OrderedCollections
import ServiceLifecycle
import Synchronization

@testable import Agent

/// An agent that runs as a service, as `bunraku agent` runs it.
struct RunningAgent: Sendable {
    let agent: Agent
    let group: ServiceGroup
    let lines: LineCollector

    /// As with SIGTERM.
    func stop() async { await group.triggerGracefulShutdown() }
}

extension AgentFixture {
    /// Runs agents with states of their own while `body` runs; those that are left are stopped in order.
    func withServices(
        _ changes: [@Sendable (inout AgentConfiguration) -> Void],
        _ body: @Sendable @escaping ([RunningAgent]) async throws -> Void
    ) async throws {
        var logger = Logger(label: "agents")
        logger.logLevel = .critical
        let running = changes.enumerated().map { number, change in
            var own = configuration
            own.stateDirectory = directory.appending(path: "state-\(number)").path()
            change(&own)
            let lines = LineCollector()
            let agent = Agent(own, log: { lines.add($0) })
            let group = ServiceGroup(
                configuration: ServiceGroupConfiguration(
                    services: [.init(service: agent, successTerminationBehavior: .gracefullyShutdownGroup)],
                    logger: logger))
            return RunningAgent(agent: agent, group: group, lines: lines)
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for one in running { group.addTask { try await one.group.run() } }
            do {
                try await body(running)
            } catch {
                group.cancelAll()
                throw error
            }
            for one in running { await one.stop() }
            try await group.waitForAll()
        }
    }
}

/// A time of day that a test sets.
final class TimeOfDay: Sendable {
    private let offset = Mutex<TimeInterval>(0)
    var now: Date { Date.now + offset.withLock { $0 } }
    func jump(hours: Double) { offset.withLock { $0 += hours * 3600 } }
}

/// A clock that a test lets jump ahead: what sleeps by it wakes up, and deadlines pass, however slow the machine is.
final class JumpingClock: Clock, Sendable {
    struct Instant: InstantProtocol {
        var offset: Swift.Duration
        func advanced(by duration: Swift.Duration) -> Instant { Instant(offset: offset + duration) }
        func duration(to other: Instant) -> Swift.Duration { other.offset - offset }
        static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
    }

    private let start = ContinuousClock.now
    private let jumped = Mutex(Swift.Duration.zero)

    var now: Instant { Instant(offset: ContinuousClock.now - start + jumped.withLock { $0 }) }
    let minimumResolution: Swift.Duration = .milliseconds(1)

    func sleep(until deadline: Instant, tolerance: Swift.Duration?) async throws {
        while now < deadline {
            let rest = now.duration(to: deadline)
            try await ContinuousClock().sleep(for: min(rest, .milliseconds(20)))
        }
    }

    func jump(by duration: Swift.Duration) { jumped.withLock { $0 += duration } }
}
