import AsyncHTTPClient
import Foundation
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// Sends requests to one API server: connections, credentials, retries, bounds.
///
/// Watches have connections of their own, so that they never take those that requests wait for.
final class APITransport: Sendable {
    let configuration: KubernetesClient.Configuration
    private let baseURL: String
    private let credentials: CredentialSource
    private let tls: TLSConfiguration
    private let requests: HTTPClient
    private let watches: HTTPClient

    init(_ access: ClusterAccess, _ configuration: KubernetesClient.Configuration) throws(KubernetesError) {
        self.configuration = configuration
        tls = try Self.tls(access)
        credentials = CredentialSource(access.credential, now: configuration.now)
        let address = try ServerAddress(access.server)
        baseURL = address.url(host: access.tlsServerName)

        var client = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
        if let name = access.tlsServerName { client.dnsOverride = [name: address.host] }
        client.httpVersion = .http1Only
        // A refused connection is an answer; trying again is our own business.
        client.connectionPool.retryConnectionEstablishment = false
        client.timeout = .init(connect: .seconds(10), read: TimeAmount(configuration.requestTimeout))
        client.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = configuration.connectionLimit
        requests = HTTPClient(eventLoopGroupProvider: .singleton, configuration: client)

        // A watch ends by its own timeoutSeconds, and has bookmarks in between; this only finds dead connections.
        client.timeout.read = TimeAmount(
            configuration.watchTimeout + min(configuration.watchTimeout / 10, .seconds(30)))
        client.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 4096
        watches = HTTPClient(eventLoopGroupProvider: .singleton, configuration: client)
    }

    func shutdown() async {
        for client in [requests, watches] {
            do {
                try await client.shutdown()
            } catch {
                configuration.logger.debug("closing connections: \(error)")
            }
        }
    }

    /// Sends, and tries again as the retry policy says. Failures are errors, also those with a status.
    func send(_ request: APIRequest) async throws -> APIAnswer {
        try await send(request) { answer throws(KubernetesError) in try APIAnswer(answer) }
    }

    /// Sends, and tries again also where the answer cannot be read.
    func send<Value>(
        _ request: APIRequest, reading read: (RawAnswer) throws(KubernetesError) -> Value
    ) async throws -> Value {
        var attempt = 1
        var hasRenewed = false
        while true {
            do {
                let presented = try await credentials.current()
                do {
                    // Who was told to stop sends nothing more.
                    try Task.checkCancellation()
                    return try await observing(request.method.rawValue, attempt) {
                        try await sendOnce(request, presented)
                    } reading: { answer throws(KubernetesError) in
                        try read(answer)
                    }
                } catch let error as KubernetesError where error.status?.code == 401 && !hasRenewed {
                    hasRenewed = true
                    guard await credentials.refused(presented) else { throw error }
                }
            } catch let error as KubernetesError {
                guard request.isRepeatable || !error.leavesDoubt,
                    let delay = configuration.retryPolicy.delay(after: error.retry, attempt: attempt)
                else { throw error }
                configuration.logger.debug("\(request.method) \(request.path): \(error); again in \(delay)")
                try await configuration.clock.sleep(for: delay)
                attempt += 1
            }
        }
    }

    /// Opens a stream, without retries. The caller reads the body or lets go of it.
    func open(_ request: APIRequest) async throws -> HTTPClientResponse {
        let presented = try await credentials.current()
        do {
            let response = try await watches.execute(
                try prepare(request, presented), timeout: TimeAmount(configuration.requestTimeout))
            configuration.observe(
                RequestObservation(verb: "WATCH", status: Int(response.status.code), attempt: 1))
            guard response.status.code >= 400 else { return response }
            let body = try await collect(response.body, limit: 1 << 20, deadline: deadline())
            if response.status.code == 401 { _ = await credentials.refused(presented) }
            throw failure(response, body)
        } catch {
            throw Self.translate(error)
        }
    }

    /// An answer that cannot be read counts as one that failed.
    private func observing<Value>(
        _ verb: String, _ attempt: Int, _ body: () async throws -> RawAnswer,
        reading read: (RawAnswer) throws(KubernetesError) -> Value
    ) async throws -> Value {
        do {
            let answer = try await body()
            let value = try read(answer)
            configuration.observe(RequestObservation(verb: verb, status: answer.status, attempt: attempt))
            return value
        } catch let error as KubernetesError {
            configuration.observe(RequestObservation(verb: verb, status: error.status?.code, attempt: attempt))
            throw error
        }
    }

    private func sendOnce(_ request: APIRequest, _ presented: CredentialSource.Presented) async throws -> RawAnswer {
        let deadline = deadline()
        do {
            let response = try await requests.execute(try prepare(request, presented), deadline: deadline)
            let body = try await collect(response.body, limit: configuration.answerLimit, deadline: deadline)
            guard response.status.code < 400 else { throw failure(response, body) }
            return RawAnswer(status: Int(response.status.code), body: body)
        } catch {
            throw Self.translate(error)
        }
    }

    private func prepare(_ request: APIRequest, _ presented: CredentialSource.Presented) throws -> HTTPClientRequest {
        var result = HTTPClientRequest(url: baseURL + request.target)
        result.method = request.method
        result.headers.add(name: "accept", value: request.accept)
        result.headers.add(name: "user-agent", value: configuration.userAgent)
        if let authorization = presented.authorization {
            result.headers.add(name: "authorization", value: authorization)
        }
        if let certificate = presented.certificate {
            var tls = self.tls
            try Self.present(certificate, in: &tls)
            result.tlsConfiguration = tls
        }
        if let body = request.body {
            result.headers.add(name: "content-type", value: request.contentType ?? "application/json")
            result.body = .bytes(ByteBuffer(bytes: body))
        }
        return result
    }

    private func deadline() -> NIODeadline { .now() + TimeAmount(configuration.requestTimeout) }

    private func collect(
        _ body: HTTPClientResponse.Body, limit: Int, deadline: NIODeadline
    ) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        for try await buffer in body {
            guard bytes.count + buffer.readableBytes <= limit else {
                throw KubernetesError.answerTooLarge(limit: limit)
            }
            bytes.append(contentsOf: buffer.readableBytesView)
            if NIODeadline.now() > deadline { throw HTTPClientError.deadlineExceeded }
        }
        return bytes
    }

    private func failure(_ response: HTTPClientResponse, _ body: [UInt8]) -> KubernetesError {
        .status(
            APIStatus(
                code: Int(response.status.code), body: body,
                retryAfterHeader: response.headers.first(name: "retry-after")))
    }

    /// Our error for one of the HTTP client's; cancellation passes through.
    static func translate(_ error: any Error) -> any Error {
        switch error {
        case is KubernetesError, is CancellationError: return error
        case let error as HTTPClientError where error == .cancelled: return CancellationError()
        case let error as HTTPClientError where error == .connectTimeout || error == .getConnectionFromPoolTimeout:
            return KubernetesError.unreachable(error.shortDescription, wasSent: false)
        case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout:
            return KubernetesError.timeout("the API server did not answer")
        case let error as HTTPClientError where error == .tlsHandshakeTimeout:
            return KubernetesError.unreachable(error.shortDescription, wasSent: false)
        case let error as HTTPClientError:
            return KubernetesError.unreachable(error.shortDescription, wasSent: true)
        case let error as NIOSSLError: return KubernetesError.untrusted("\(error)")
        case let error as NIOSSLExtraError: return KubernetesError.untrusted("\(error)")
        case let error as NIOConnectionError:
            let reason = error.connectionErrors.first.map { words($0.error) } ?? error.dnsAError.map { "\($0)" }
            return KubernetesError.unreachable("\(error.host):\(error.port): \(reason ?? "\(error)")", wasSent: false)
        case let error as IOError where error.errnoCode == ECONNREFUSED:
            return KubernetesError.unreachable(words(error), wasSent: false)
        default: return KubernetesError.unreachable(words(error), wasSent: true)
        }
    }

    /// What the system said, where it was the system that said it.
    private static func words(_ error: any Error) -> String {
        (error as? IOError).map { String(cString: strerror($0.errnoCode)).lowercased() } ?? "\(error)"
    }
}

extension APITransport {
    private static func tls(_ access: ClusterAccess) throws(KubernetesError) -> TLSConfiguration {
        var tls = TLSConfiguration.makeClientConfiguration()
        tls.minimumTLSVersion = .tlsv12
        switch access.trust {
        case .system: break
        case .anything: tls.certificateVerification = .none
        case .authorities(let pem):
            do {
                tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8)))
            } catch {
                throw .configuration("the cluster's certificate authority is not PEM")
            }
        }
        if let certificate = access.clientCertificate { try present(certificate, in: &tls) }
        return tls
    }

    private static func present(
        _ certificate: ClusterAccess.ClientCertificate, in tls: inout TLSConfiguration
    ) throws(KubernetesError) {
        do {
            tls.certificateChain = try NIOSSLCertificate.fromPEMBytes(Array(certificate.chain.utf8))
                .map { .certificate($0) }
            tls.privateKey = .privateKey(try NIOSSLPrivateKey(bytes: Array(certificate.key.utf8), format: .pem))
        } catch {
            throw .configuration("the client certificate or its key is not PEM")
        }
    }
}
