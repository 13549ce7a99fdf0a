import Hummingbird
import NIOCore

/// Sends a watch's lines until the client goes away, its time is over, or the sandbox stops.
struct WatchWriter {
    let watch: Watch
    /// Breaks the connection after this many events.
    let resetAfter: Int?
    let channel: any Channel

    @concurrent
    func run(_ writer: inout any ResponseBodyWriter) async throws {
        let continuation = watch.subscription.continuation
        InputCloseHandler.onClose(of: channel) { continuation.finish() }
        defer {
            InputCloseHandler.onClose(of: channel, nil)
            continuation.finish()
        }
        let watch = self.watch
        var output = writer
        try await withThrowingTaskGroup(of: Void.self) { group in
            if let timeout = watch.timeout {
                group.addTask {
                    try await Task.sleep(for: timeout)
                    continuation.yield(.timeout)
                }
            }
            if watch.sendsBookmarks {
                group.addTask {
                    while true {
                        try await Task.sleep(for: Watch.bookmarkInterval)
                        continuation.yield(.bookmark)
                    }
                }
            }
            defer { group.cancelAll() }
            try await send(&output)
        }
        writer = output
        try await writer.finish(nil)
    }

    @concurrent
    private func send(_ writer: inout any ResponseBodyWriter) async throws {
        var sent = 0
        var revision = watch.subscription.revision
        // The head goes out at once, so that the client knows that the watch has begun.
        var buffer = ByteBuffer()
        for line in watch.first {
            buffer.writeBytes(line)
            sent += 1
            if sent == resetAfter { break }
            if buffer.readableBytes > 64 * 1024 {
                try await writer.write(buffer)
                buffer.clear()
            }
        }
        try await writer.write(buffer)
        try breakConnection(after: sent)
        for await signal in watch.subscription.signals {
            switch signal {
            case .event(let event):
                revision = event.revision
                guard let line = watch.encoder.line(event) else { continue }
                try await writer.write(ByteBuffer(bytes: line))
                sent += 1
                try breakConnection(after: sent)
            case .bookmark:
                try await writer.write(ByteBuffer(bytes: watch.encoder.bookmark(revision)))
            case .timeout: return
            }
        }
    }

    private func breakConnection(after sent: Int) throws {
        guard let resetAfter, sent >= resetAfter else { return }
        channel.close(promise: nil)
        throw CancellationError()
    }
}
