import Foundation
import Kubernetes
import KubernetesClient
import ServiceLifecycle
import Synchronization

/// Takes part in an election: waits for the lease, works while it is ours, and takes part again when it is lost.
///
/// The algorithm is client-go's `leaderelection`.
final class LeaderElector: Sendable {
    private let configuration: LeaderElectionConfiguration
    private let lock: LeaseLock
    private let agent: Agent
    private let state = Mutex(State())

    private struct State: Sendable {
        var observation = LeaseObservation()
        /// The lease as it was last read or written.
        var live: KubernetesObject?
        /// When the lease became ours, or was renewed: the moment before the request.
        var renewed: Duration = .zero
    }

    /// What became of one attempt to take or renew the lease.
    private enum Attempt: Sendable {
        case leading
        case held(by: String)
        case failed(String)
    }

    private enum Term: Sendable {
        case finished
        case lost(String)
    }

    /// How long a release may hold up a shutdown.
    private static let releaseLimit: Duration = .seconds(3)
    private static let maximumReleases = 4
    /// client-go's `JitterFactor`.
    private static let jitterFactor = 1.2

    init(_ configuration: LeaderElectionConfiguration, lock: LeaseLock, agent: Agent) {
        self.configuration = configuration
        self.lock = lock
        self.agent = agent
    }

    private var clock: any Clock<Duration> { agent.configuration.clock }
    private var log: RunLog { agent.makeLog() }

    /// Works whenever it leads, until the work ends by itself or all is stopped. `standby` runs while it does not lead.
    ///
    /// With a graceful shutdown the work is cancelled, waited for, and then the lease is given back.
    func run(
        standby: @escaping @Sendable () async -> Void, lead: @escaping @Sendable () async throws -> Void
    ) async throws {
        while true {
            try await cancelWhenGracefulShutdown { try await self.acquire(standby) }
            agent.becameLeader()
            log.notice("leading, as '\(configuration.identity)'")
            let term: Term
            do {
                term = try await cancelWhenGracefulShutdown { try await self.work(lead) }
            } catch {
                agent.ceasedToLead()
                if !Task.isCancelled { await release() }
                throw error
            }
            agent.ceasedToLead()
            switch term {
            case .finished: return await release()
            case .lost(let reason):
                log.error("no longer leading: \(reason)")
                await agent.deliverWaitingReports()
            }
        }
    }

    /// The lead, until it ends or the lease is lost. When this returns nothing of it is running any more.
    private func work(_ lead: @escaping @Sendable () async throws -> Void) async throws -> Term {
        try await withThrowingTaskGroup(of: Term.self) { group in
            group.addTask {
                try await lead()
                return .finished
            }
            group.addTask {
                let reason = try await self.hold()
                self.agent.stopRuns("no longer leading: \(reason)")
                return .lost(reason)
            }
            let term = try await group.next() ?? .finished
            group.cancelAll()
            while await group.nextResult() != nil {}
            return term
        }
    }

    /// Returns once the lease is ours.
    private func acquire(_ standby: @escaping @Sendable () async -> Void) async throws {
        try await withThrowingTaskGroup(of: Bool.self) { group in
            group.addTask {
                await standby()
                return false
            }
            group.addTask {
                try await self.waitForLease()
                return true
            }
            while try await group.next() == false {}
            group.cancelAll()
            while await group.nextResult() != nil {}
        }
    }

    private func waitForLease() async throws {
        var said = ""
        while true {
            let news: String
            switch try await attempt(within: configuration.renewDeadline) {
            case .leading: return
            case .held(let holder): news = "standing by: '\(holder)' leads"
            case .failed(let reason): news = "standing by: the lease cannot be read or written: \(reason)"
            }
            if news != said { log.notice(news) }
            said = news
            let pause = configuration.retryPeriod * (1 + Self.jitterFactor * agent.configuration.random())
            try await clock.sleep(for: pause)
        }
    }

    /// Renews the lease for as long as that goes; gives the reason why it ended.
    private func hold() async throws -> String {
        var failure = ""
        while true {
            let left = configuration.renewDeadline - (agent.stopwatch.elapsed - state.withLock { $0.renewed })
            guard left > .zero else {
                return "the lease could not be renewed for \(configuration.renewDeadline.words)\(failure)"
            }
            try await clock.sleep(for: min(configuration.retryPeriod, left))
            let rest = configuration.renewDeadline - (agent.stopwatch.elapsed - state.withLock { $0.renewed })
            guard rest > .zero else { continue }
            switch try await attempt(within: rest) {
            case .leading: failure = ""
            case .held(let holder): return "'\(holder)' leads now"
            case .failed(let reason): failure = ": \(reason)"
            }
        }
    }

    private func attempt(within limit: Duration) async throws -> Attempt {
        do {
            return try await withTimeLimit(limit, clock) { try await self.attempt() } ?? .failed("no answer in time")
        } catch is CancellationError {
            throw CancellationError()
        } catch {
            return .failed("\(error)")
        }
    }

    private func attempt() async throws -> Attempt {
        let (known, record) = state.withLock { ($0.live, $0.observation.record) }
        // A leader knows what it wrote last, and need not read it first.
        if let known, let record, record.holder == configuration.identity {
            do {
                try await write(over: known, after: record)
                return .leading
            } catch let error as KubernetesError where error.isConflict || error.isNotFound {
                agent.makeLog().write(.debug, "the lease was changed by somebody else: \(error)")
            }
        }
        guard let live = try await lock.read() else {
            try await write(over: nil, after: nil)
            return .leading
        }
        let found = LeaseRecord(live)
        let elapsed = agent.stopwatch.elapsed
        let rival = state.withLock { state in
            state.live = live
            state.observation.note(found, version: live.resourceVersion, at: elapsed)
            return state.observation.rival(of: configuration.identity, at: elapsed)
        }
        if let rival { return .held(by: rival) }
        do {
            try await write(over: live, after: found)
            return .leading
        } catch let error as KubernetesError where error.isConflict {
            return .failed("another replica was faster")
        }
    }

    private func write(over live: KubernetesObject?, after previous: LeaseRecord?) async throws {
        let start = agent.stopwatch.elapsed
        let record = LeaseRecord(
            holder: configuration.identity, after: previous, duration: configuration.leaseDuration,
            now: agent.configuration.now())
        let written: KubernetesObject
        if let live {
            written = try await lock.replace(live, with: record)
        } else {
            written = try await lock.create(record)
        }
        state.withLock { state in
            state.live = written
            state.observation.note(LeaseRecord(written), version: written.resourceVersion, at: start)
            state.renewed = start
        }
    }

    /// Gives the lease back; it would run out anyway.
    private func release() async {
        do {
            let isDone = try await withTimeLimit(Self.releaseLimit, clock) {
                try await self.giveBack()
                return true
            }
            if isDone == nil { log.warning("the lease could not be given back in time") }
        } catch {
            log.warning("the lease could not be given back: \(error)")
        }
    }

    /// A renewal that was cut off may have been written all the same, so what there is may be newer than we know.
    private func giveBack() async throws {
        var known = state.withLock { $0.live }
        for _ in 0..<Self.maximumReleases {
            guard let live = known else { return }
            let record = LeaseRecord(live)
            guard record.holder == configuration.identity else { return }
            do {
                let written = try await lock.replace(live, with: record.released(now: agent.configuration.now()))
                return state.withLock { state in
                    state.live = written
                    state.observation.note(
                        LeaseRecord(written), version: written.resourceVersion, at: agent.stopwatch.elapsed)
                }
            } catch let error as KubernetesError where error.isConflict {
                known = try await lock.read()
            }
        }
    }
}
