import Hummingbird
import NIOCore

/// Sends a watch's lines until the client goes away, its time is over, or the sandbox stops.
struct WatchWriter {
    let watch: Watch
    /// What goes wrong with it.
    let fault: WatchFault?
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
        for line in watch.first where sent != fault?.afterEvents {
            buffer.writeBytes(line)
            sent += 1
            if buffer.readableBytes > 64 * 1024 {
                try await writer.write(buffer)
                buffer.clear()
            }
        }
        try await writer.write(buffer)
        if try await hasEnded(after: sent, &writer) { return }
        for await signal in watch.subscription.signals {
            switch signal {
            case .event(let event):
                revision = event.revision
                guard let line = watch.encoder.line(event) else { continue }
                try await writer.write(ByteBuffer(bytes: line))
                sent += 1
                if try await hasEnded(after: sent, &writer) { return }
            case .bookmark:
                try await writer.write(ByteBuffer(bytes: watch.encoder.bookmark(revision)))
            case .timeout: return
            }
        }
    }

    /// Lets the fault happen when it is time; true where the watch is over with it.
    @concurrent
    private func hasEnded(after sent: Int, _ writer: inout any ResponseBodyWriter) async throws -> Bool {
        guard let fault, sent >= fault.afterEvents else { return false }
        switch fault.kind {
        case .reset:
            channel.close(promise: nil)
            throw CancellationError()
        case .garble:
            guard sent == fault.afterEvents else { return false }
            try await writer.write(ByteBuffer(string: "<html>Bad Gateway</html>\n"))
            return false
        case .fail(let code):
            let reason = code == 410 ? "Expired" : "InternalError"
            let message = code == 410 ? "too old resource version: injected fault" : "injected fault"
            let error = APIError(code, reason: reason, message: message)
            try await writer.write(ByteBuffer(bytes: WatchEncoder.error(error)))
            return true
        case .silence:
            // Until the client goes away or the sandbox stops; not even the watch's own time ends it.
            for await _ in watch.subscription.signals {}
            return true
        }
    }
}
