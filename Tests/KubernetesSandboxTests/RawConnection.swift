import NIOCore
import NIOPosix

/// A connection that shows every byte that a server sends, and whether it ended the connection.
struct RawConnection: Sendable {
    /// What came: the text, and whether the connection was closed after it.
    struct Received: Sendable {
        var text = ""
        var isClosed = false

        var status: Int? { text.split(separator: " ", maxSplits: 2).dropFirst().first.flatMap { Int($0) } }
        var body: String { text.split(separator: "\r\n\r\n", maxSplits: 1).dropFirst().first.map(String.init) ?? "" }
        /// Whether a chunked answer came to its end.
        var isComplete: Bool { text.hasSuffix("0\r\n\r\n") }
    }

    /// Sends a request, and reads until `isEnough`, or until the server closes.
    static func exchange(
        port: Int, _ method: String, _ target: String, headers: [String: String] = [:], body: String = "",
        until isEnough: @escaping @Sendable (Received) async throws -> Bool
    ) async throws -> Received {
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .connect(host: "127.0.0.1", port: port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
                }
            }
        var lines = ["\(method) \(target) HTTP/1.1", "host: sandbox"]
        for (name, value) in headers { lines.append("\(name): \(value)") }
        if !body.isEmpty { lines.append("content-length: \(body.utf8.count)") }
        let request = lines.joined(separator: "\r\n") + "\r\n\r\n" + body
        return try await channel.executeThenClose { inbound, outbound in
            var received = Received()
            do {
                try await outbound.write(ByteBuffer(string: request))
                for try await buffer in inbound {
                    received.text += String(buffer: buffer)
                    if try await isEnough(received) { return received }
                }
            } catch is IOError {
                // Reset by the server.
            } catch is ChannelError {
                // Closed by the server before anything was sent.
            }
            received.isClosed = true
            return received
        }
    }

    static func get(
        port: Int, _ target: String, until isEnough: @escaping @Sendable (Received) async throws -> Bool
    ) async throws -> Received {
        try await exchange(port: port, "GET", target, until: isEnough)
    }

    static func answer(port: Int, _ target: String) async throws -> Received {
        try await answer(port: port, "GET", target)
    }

    /// Sends a request and reads its whole answer.
    static func answer(
        port: Int, _ method: String, _ target: String, headers: [String: String] = [:], body: String = ""
    ) async throws -> Received {
        try await exchange(port: port, method, target, headers: headers, body: body) { received in
            guard let range = received.text.firstRange(of: "\r\n\r\n") else { return false }
            let head = received.text[..<range.lowerBound].lowercased()
            guard let length = head.split(separator: "content-length: ").dropFirst().first?.prefix(while: \.isNumber)
            else { return received.isComplete }
            return received.text[range.upperBound...].utf8.count >= Int(length) ?? 0
        }
    }
}
