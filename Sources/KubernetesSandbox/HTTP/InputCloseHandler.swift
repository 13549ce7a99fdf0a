import NIOCore

/// Tells a watch that its client has gone away.
///
/// The server lets clients close their half of a connection, so that the channel itself stays open until the next
/// write fails; a quiet watch would wait for that for long.
final class InputCloseHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = NIOAny

    /// Only touched on the channel's event loop.
    private var action: (() -> Void)?
    private var isClosed = false
    private let connections: Connections?

    init(_ connections: Connections? = nil) { self.connections = connections }

    func channelActive(context: ChannelHandlerContext) {
        let isWanted = connections?.add(context.channel) ?? true
        context.fireChannelActive()
        if !isWanted { context.channel.close(promise: nil) }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, case .inputClosed = event { close() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelInactive(context: ChannelHandlerContext) {
        close()
        connections?.remove(context.channel)
        context.fireChannelInactive()
    }

    private func close() {
        isClosed = true
        action?()
        action = nil
    }

    /// Whether the client has gone away.
    static func isClosed(_ channel: any Channel) async -> Bool {
        let answer = channel.eventLoop.submit {
            let handler = try? channel.pipeline.syncOperations.handler(type: InputCloseHandler.self)
            return handler?.isClosed ?? !channel.isActive
        }
        return (try? await answer.get()) ?? true
    }

    /// Runs an action when the client closes, at once if it already has; nil forgets an earlier one.
    static func onClose(of channel: any Channel, _ action: (@Sendable () -> Void)?) {
        channel.eventLoop.execute {
            guard let handler = try? channel.pipeline.syncOperations.handler(type: InputCloseHandler.self) else {
                return
            }
            handler.action = action
            if handler.isClosed || !channel.isActive { handler.close() }
        }
    }
}
