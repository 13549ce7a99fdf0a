import NIOCore
import Synchronization

/// The open connections, and whether more are wanted.
final class Connections: Sendable {
    private let state = Mutex(State())

    private struct State {
        var open: [ObjectIdentifier: any Channel] = [:]
        var refusingUntil: NIODeadline?
    }

    var count: Int { state.withLock { $0.open.count } }

    /// False where the connection is refused.
    func add(_ channel: any Channel) -> Bool {
        state.withLock { state in
            if let end = state.refusingUntil, .now() < end { return false }
            state.open[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    func remove(_ channel: any Channel) {
        state.withLock { _ = $0.open.removeValue(forKey: ObjectIdentifier(channel)) }
    }

    /// Breaks every connection, and for so long each new one as soon as it is made.
    ///
    /// The socket goes on to listen: an HTTP server of NIO that is ended while it accepts does not survive that.
    func refuse(for duration: Duration) {
        let channels = state.withLock { state in
            state.refusingUntil = .now() + TimeAmount(duration)
            return Array(state.open.values)
        }
        for channel in channels { channel.close(promise: nil) }
    }
}
