import Foundation
import JSON
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import PKI
import PuppetCatalog
import Synchronization

/// A master that knows one catalog, over plain HTTP.
final class MasterStub: Sendable {
    struct State {
        var catalog: Catalog?
        /// Answers this instead of everything else.
        var failure: (status: Int, body: String)?
        var signsRequests = true
        var certificates: [String: String] = [:]
        var requests: [String] = []
        var forms: [String] = []
        var reports: [JSON] = []
        var facts: [JSON] = []
    }

    struct Answer {
        var status = 200
        var headers: [(String, String)] = []
        var body = ""
    }

    let state = Mutex(State())
    let authority: CertificateAuthority

    init() throws { authority = try CertificateAuthority.create(name: "Stub CA", now: Date.now) }

    /// Runs a stub while `body` runs; gives it the stub and its URL.
    static func with<Value: Sendable>(
        tls: Bool = false, _ body: @Sendable (MasterStub, String) async throws -> Value
    ) async throws -> Value {
        let stub = try MasterStub()
        let context = tls ? try stub.tlsContext() : nil
        let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    if let context { try pipeline.addHandler(NIOSSLServerHandler(context: context)) }
                    try pipeline.configureHTTPServerPipeline()
                    try pipeline.addHandler(StubHandler(stub, needsCertificate: context != nil))
                }
            }
            .bind(host: "127.0.0.1", port: 0).get()
        let port = channel.localAddress?.port ?? 0
        do {
            let value = try await body(stub, tls ? "https://localhost:\(port)" : "http://127.0.0.1:\(port)")
            try await channel.close()
            return value
        } catch {
            try await channel.close()
            throw error
        }
    }

    /// TLS as a master does it: clients may show a certificate, and must for everything but the authority.
    private func tlsContext() throws -> NIOSSLContext {
        let key = try PrivateKey.generate()
        let request = try CertificateRequest(
            pem: try CertificateRequest.make(certname: "localhost", privateKeyPEM: key))
        let certificate = try authority.sign(
            request, as: "localhost", serial: SerialNumber(bytes: [3]), now: Date.now)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(certificate.pem.utf8)).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(key.utf8), format: .pem)))
        configuration.trustRoots = .certificates(
            try NIOSSLCertificate.fromPEMBytes(Array(authority.certificate.pem.utf8)))
        configuration.certificateVerification = .optionalVerification
        return try NIOSSLContext(configuration: configuration)
    }

    func answer(_ head: HTTPRequestHead, _ body: [UInt8]) -> Answer {
        let path = head.uri.split(separator: "?").first.map(String.init) ?? ""
        return state.withLock { state in
            state.requests.append("\(head.method) \(path)")
            if let failure = state.failure { return Answer(status: failure.status, body: failure.body) }
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            switch path.split(separator: "/").dropLast().last {
            case "certificate": return certificate(name, state)
            case "certificate_request":
                state.certificates[name] = sign(String(decoding: body, as: UTF8.self), name)
                return Answer()
            case "facts":
                if let json = try? JSONParser.parse(body) { state.facts.append(json) }
                return Answer()
            case "report":
                if let json = try? JSONParser.parse(body) { state.reports.append(json) }
                return Answer()
            case "catalog":
                state.forms.append(String(decoding: body, as: UTF8.self))
                return Self.catalog(state.catalog, head.headers.first(name: "if-none-match"))
            default: return Answer(status: 404)
            }
        }
    }

    private func certificate(_ name: String, _ state: borrowing State) -> Answer {
        if name == "ca" { return Answer(body: authority.certificate.pem) }
        guard state.signsRequests, let pem = state.certificates[name] else { return Answer(status: 404) }
        return Answer(body: pem)
    }

    private func sign(_ pem: String, _ name: String) -> String? {
        guard let request = try? CertificateRequest(pem: pem) else { return nil }
        return try? authority.sign(request, as: name, serial: SerialNumber(bytes: [2]), now: Date.now).pem
    }

    private static func catalog(_ catalog: Catalog?, _ tag: String?) -> Answer {
        guard let catalog else {
            return Answer(status: 500, body: #"{"message":"Server Error: no such class","issue_kind":"RUNTIME_ERROR"}"#)
        }
        let etag = "\"\(catalog.digest)\""
        if tag == etag { return Answer(status: 304, headers: [("etag", etag)]) }
        return Answer(headers: [("etag", etag)], body: JSONWriter.text(catalog.json()))
    }
}

private final class StubHandler: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let stub: MasterStub
    private let needsCertificate: Bool
    private var head: HTTPRequestHead?
    private var body: [UInt8] = []

    init(_ stub: MasterStub, needsCertificate: Bool) {
        self.stub = stub
        self.needsCertificate = needsCertificate
    }

    private func isRefused(_ head: HTTPRequestHead, _ context: ChannelHandlerContext) -> Bool {
        guard needsCertificate, head.uri.hasPrefix("/puppet/v3/") else { return false }
        let handler = try? context.pipeline.syncOperations.handler(type: NIOSSLServerHandler.self)
        return handler?.peerCertificate == nil
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(let head):
            self.head = head
            body = []
        case .body(let buffer): body += buffer.readableBytesView
        case .end:
            guard let head else { return }
            let answer = isRefused(head, context) ? MasterStub.Answer(status: 403) : stub.answer(head, body)
            var headers = HTTPHeaders(answer.headers)
            if answer.status != 304 { headers.add(name: "content-length", value: String(answer.body.utf8.count)) }
            let response = HTTPResponseHead(
                version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
            context.write(wrapOutboundOut(.head(response)), promise: nil)
            if answer.status != 304 {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
