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

    /// Closes every connection and then the listener. Who serves listens again after this time.
    func refuse(for duration: Duration) {
        let (listener, open) = state.withLock { state in
            defer { state.listener = nil }
            return (state.listener, Array(state.open.values))
        }
        for channel in open { channel.close(promise: nil) }
        guard let listener else { return }
        // A connection that is being accepted while its listener closes would have nobody to end it.
        listener.setOption(ChannelOptions.autoRead, value: false).whenComplete { [outage] _ in
            listener.eventLoop.scheduleTask(in: Self.settling) {
                listener.close(promise: nil)
                outage.yield(duration)
            }
        }
    }

    private static let settling: TimeAmount = .milliseconds(50)

    /// How long the next outage lasts, when it begins; nil when nobody waits for it any more.
    func nextOutage() async -> Duration? { await outages.first { _ in true } }
}
