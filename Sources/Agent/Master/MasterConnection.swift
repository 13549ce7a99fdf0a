import AsyncHTTPClient
import Foundation
import KubernetesClient
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// HTTPS to one master, with or without a client certificate.
struct MasterConnection: Sendable {
    private let client: HTTPClient
    private let server: String
    private let settings: Settings

    /// How the master is to be known, and how we are.
    enum Trust: Sendable {
        case authorities(pem: String)
        case anything
    }

    struct Settings: Sendable {
        var timeout: Duration = .seconds(120)
        var answerLimit = 256 << 20
        var retryPolicy = RetryPolicy(maximumAttempts: 3, firstDelay: .milliseconds(500), maximumDelay: .seconds(20))
        var clock: any Clock<Duration> = ContinuousClock()
    }

    struct Answer: Sendable {
        let status: Int
        let headers: HTTPHeaders
        let body: [UInt8]

        var text: String { String(decoding: body, as: UTF8.self) }
    }

    struct Request: Sendable {
        var method: HTTPMethod = .GET
        let path: String
        var headers: [(String, String)] = []
        var body: [UInt8]?
    }

    /// Runs `body` with a connection, and closes it whatever happens.
    static func with<Result>(
        server: String, trust: Trust, certificate: (chain: String, key: String)? = nil, settings: Settings,
        _ body: (MasterConnection) async throws -> Result
    ) async throws -> Result {
        var configuration = HTTPClient.Configuration(
            tlsConfiguration: try tls(trust, certificate), redirectConfiguration: .disallow)
        configuration.httpVersion = .http1Only
        configuration.connectionPool.retryConnectionEstablishment = false
        configuration.timeout = .init(connect: .seconds(10), read: TimeAmount(settings.timeout))
        let client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: configuration)
        let connection = MasterConnection(client: client, server: trimmed(server), settings: settings)
        let result: Swift.Result<Result, any Error>
        do {
            result = .success(try await body(connection))
        } catch {
            result = .failure(error)
        }
        try? await client.shutdown()
        return try result.get()
    }

    private static func trimmed(_ server: String) -> String {
        server.hasSuffix("/") ? String(server.dropLast()) : server
    }

    private static func tls(_ trust: Trust, _ certificate: (chain: String, key: String)?) throws(MasterError)
        -> TLSConfiguration
    {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        do {
            switch trust {
            case .authorities(let pem):
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
            case .anything: tls.certificateVerification = .none
            }
            if let certificate {
                tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.chain.utf8))
                    .map { .certificate($0) }
                tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem))
            }
        } catch {
            throw .identity("the agent's certificates or key cannot be read: \(error)")
        }
        return tls
    }

    /// Sends, again where that makes sense. An answer of 400 and more is an error, but for those in `accepted`.
    func send(_ request: Request, accepted: Set<Int> = []) async throws -> Answer {
        var attempt = 1
        while true {
            do {
                let answer = try await sendOnce(request)
                if answer.status < 400 || accepted.contains(answer.status) { return answer }
                throw Self.failure(answer)
            } catch let error as MasterError {
                guard let delay = settings.retryPolicy.delay(after: error.retry, attempt: attempt) else { throw error }
                try await settings.clock.sleep(for: delay)
                attempt += 1
            }
        }
    }

    private func sendOnce(_ request: Request) async throws -> Answer {
        var outgoing = HTTPClientRequest(url: server + request.path)
        outgoing.method = request.method
        outgoing.headers.add(name: "user-agent", value: "bunraku")
        outgoing.headers.add(name: "x-puppet-version", value: Report.version)
        for (name, value) in request.headers { outgoing.headers.add(name: name, value: value) }
        if let body = request.body { outgoing.body = .bytes(ByteBuffer(bytes: body)) }
        let deadline = NIODeadline.now() + TimeAmount(settings.timeout)
        do {
            let response = try await client.execute(outgoing, deadline: deadline)
            var bytes: [UInt8] = []
            for try await buffer in response.body {
                guard bytes.count + buffer.readableBytes <= settings.answerLimit else {
                    throw MasterError.invalidAnswer("it is larger than \(settings.answerLimit) bytes")
                }
                bytes.append(contentsOf: buffer.readableBytesView)
                if NIODeadline.now() > deadline { throw HTTPClientError.deadlineExceeded }
            }
            return Answer(status: Int(response.status.code), headers: response.headers, body: bytes)
        } catch {
            throw Self.translate(error, server: server)
        }
    }

    private static func translate(_ error: any Error, server: String) -> any Error {
        switch error {
        case is MasterError, is CancellationError: return error
        case let error as HTTPClientError where error == .cancelled: return CancellationError()
        case let error as HTTPClientError: return MasterError.unreachable(error.shortDescription)
        case let error as NIOSSLError: return MasterError.untrusted("\(error)")
        case let error as NIOSSLExtraError where error == .failedToValidateHostname:
            return MasterError.untrusted(
                "the master's certificate is not for the host of \(server); use a name that it has, or add this one to its master.dns_names"
            )
        case let error as NIOSSLExtraError: return MasterError.untrusted("\(error)")
        case let error as NIOConnectionError:
            let reason = error.connectionErrors.first.map { words($0.error) } ?? "\(error)"
            return MasterError.unreachable("\(error.host):\(error.port): \(reason)")
        default: return MasterError.unreachable("\(server): \(words(error))")
        }
    }

    /// What the system said, where it was the system that said it.
    private static func words(_ error: any Error) -> String {
        (error as? IOError).map { String(cString: strerror($0.errnoCode)).lowercased() } ?? "\(error)"
    }
}
