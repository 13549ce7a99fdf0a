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
        var catalog: Catalog? { didSet { wire = catalog.map(Wire.init) } }
        /// As it is sent; taking a digest is work.
        private(set) var wire: Wire?
        /// Answers this instead of everything else.
        var failure: (status: Int, body: String)?
        /// What happens to the next requests of an endpoint, `catalog` or `report`.
        var faults: [Fault] = []
        var signsRequests = true
        var certificates: [String: String] = [:]
        var requests: [String] = []
        var forms: [String] = []
        var reports: [JSON] = []
        var facts: [JSON] = []
    }

    struct Fault: Sendable {
        let endpoint: String
        let effect: Effect
        /// How often; nil for always.
        var count: Int?

        enum Effect: Sendable {
            case status(Int)
            case drop, loseAnswer, promiseMore, cutInHalf, garbage
        }
    }

    struct Wire: Sendable {
        let tag: String
        let text: String

        init(_ catalog: Catalog) {
            tag = "\"\(catalog.digest)\""
            text = JSONWriter.text(catalog.json())
        }
    }

    struct Answer {
        /// Closes the connection: after this many bytes of the body, or without any answer.
        var closesAfter: Int?
        var isDropped = false
        var status = 200
        var headers: [(String, String)] = []
        var body = ""
    }

    let state = Mutex(State())
    let authority: CertificateAuthority

    /// As itself, or as another stub that has been running on.
    init(as other: MasterStub? = nil) throws {
        if let other {
            authority = other.authority
            let certificates = other.state.withLock { $0.certificates }
            state.withLock { $0.certificates = certificates }
        } else {
            authority = try CertificateAuthority.create(name: "Stub CA", now: Date.now)
        }
    }

    /// Runs a stub while `body` runs; gives it the stub and its URL.
    static func with<Value: Sendable>(
        tls: Bool = false, as other: MasterStub? = nil, _ body: @Sendable (MasterStub, String) async throws -> Value
    ) async throws -> Value {
        let stub = try MasterStub(as: other)
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
        let effect = fault(head)
        switch effect {
        case .status(let code): return Answer(status: code, body: "injected fault")
        case .drop: return Answer(isDropped: true)
        case .garbage: return Answer(body: "<html>It works!</html>")
        case .loseAnswer, .promiseMore, .cutInHalf, nil: break
        }
        var answer = handle(head, body)
        switch effect {
        case .loseAnswer: answer.isDropped = true
        case .promiseMore: answer.closesAfter = answer.body.utf8.count / 2
        case .cutInHalf:
            answer.body = String(decoding: answer.body.utf8.prefix(answer.body.utf8.count / 2), as: UTF8.self)
        default: break
        }
        return answer
    }

    private func fault(_ head: HTTPRequestHead) -> Fault.Effect? {
        state.withLock { state in
            for index in state.faults.indices
            where head.uri.contains("/\(state.faults[index].endpoint)/") && state.faults[index].count != 0 {
                state.faults[index].count = state.faults[index].count.map { $0 - 1 }
                return state.faults[index].effect
            }
            return nil
        }
    }

    private func handle(_ head: HTTPRequestHead, _ body: [UInt8]) -> Answer {
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
                return Self.catalog(state.wire, head.headers.first(name: "if-none-match"))
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

    private static func catalog(_ catalog: Wire?, _ tag: String?) -> Answer {
        guard let catalog else {
            return Answer(status: 500, body: #"{"message":"Server Error: no such class","issue_kind":"RUNTIME_ERROR"}"#)
        }
        if tag == catalog.tag { return Answer(status: 304, headers: [("etag", catalog.tag)]) }
        return Answer(headers: [("etag", catalog.tag)], body: catalog.text)
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
            if answer.isDropped { return context.close(promise: nil) }
            var headers = HTTPHeaders(answer.headers)
            if answer.status != 304 { headers.add(name: "content-length", value: String(answer.body.utf8.count)) }
            let response = HTTPResponseHead(
                version: .http1_1, status: .init(statusCode: answer.status), headers: headers)
            context.write(wrapOutboundOut(.head(response)), promise: nil)
            if let length = answer.closesAfter {
                let part = String(decoding: answer.body.utf8.prefix(length), as: UTF8.self)
                context.writeAndFlush(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: part)))), promise: nil)
                return context.close(promise: nil)
            }
            if answer.status != 304 {
                context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: answer.body)))), promise: nil)
            }
            context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        }
    }
}
