import NIOCore
import Synchronization

/// The open connections, and the socket that listens for more.
final class Connections: Sendable {
    private let state = Mutex(State())
    private let outages: AsyncStream<Duration>
    private let outage: AsyncStream<Duration>.Continuation

    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var listener: (any Channel)?
    }

    init() { (outages, outage) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1)) }

    var count: Int { state.withLock { $0.open.count } }

    func add(_ channel: any Channel) { state.withLock { $0.open[ObjectIdentifier(channel)] = channel } }
    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    func listen(on channel: any Channel) { state.withLock { $0.listener = channel } }

    /// Closes the listener and every connection. Who serves listens again after this time.
    func refuse(for duration: Duration) {
        let channels = state.withLock { state in
            defer { state.listener = nil }
            return (state.listener.map { [$0] } ?? []) + Array(state.open.values)
        }
        for channel in channels { channel.close(promise: nil) }
        outage.yield(duration)
    }

    /// How long the next outage lasts, when it begins; nil when nobody waits for it any more.
    func nextOutage() async -> Duration? { await outages.first { _ in true } }
}
