import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// Between HTTP and the API server.
struct SandboxResponder: HTTPResponder {
    typealias Context = SandboxContext

    let server: APIServer
    let connections: Connections

    /// What the real server takes at most.
    private static let maximumBodySize = 3 * 1024 * 1024

    func respond(to request: Request, context: SandboxContext) async throws -> Response {
        let response = try await answer(request, context)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let path = QueryParameters.decode(request.uri.path.utf8, plusIsBlank: false)
        let headers = request.headers
        var asked = APIRequest(
            method: request.method == .head ? "GET" : request.method.rawValue, path: path,
            query: QueryParameters(request.uri.query ?? ""), accept: headers[.accept],
            contentType: headers[.contentType], userAgent: headers[.userAgent], authorization: headers[.authorization])
        asked.impersonated = headers[.impersonateUser].map { name in
            UserInfo(name: name, groups: headers[values: .impersonateGroup])
        }
        if path == FaultEndpoint.path, server.isAuthenticated(asked) {
            return Self.response(try await FaultEndpoint(faults: server.faults).respond(to: request, context))
        }
        let audit = server.configuration.audit.map { Audit(asked, verb: server.verb(of: asked), request, $0) }
        guard let body = try await Self.body(of: request) else {
            return Self.response(.json(APIError.bodyTooLarge.status, status: 413))
        }
        asked.body = body
        audit?.note(.received, body)
        let target = FaultTarget(
            method: request.method.rawValue, path: path, verb: server.verb(of: asked), query: asked.query)
        let plan = FaultPlan(server.faults.effects(on: target))
        if plan.latency > .zero {
            try await Task.sleep(for: plan.latency)
            // Nobody waits for the answer any more, and a server gives up such a request.
            if await InputCloseHandler.isClosed(context.channel) { return Self.cut(context) }
        }
        if let outage = plan.outage { connections.refuse(for: outage) }
        switch plan.early {
        case .drop: return Self.cut(context)
        case .answer(let answer, let retryAfter):
            var response = Self.response(answer)
            if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
            return response
        case nil: break
        }
        asked.staleVersions = plan.staleVersions
        let answer = await Self.answer(asked, server)
        audit?.note(.handled(answer.status), body)
        return Self.response(answer, plan, context)
    }

    /// The answer as the faults leave it.
    private static func response(_ answer: APIResponse, _ plan: FaultPlan, _ context: SandboxContext) -> Response {
        switch answer.body {
        case .bytes(let bytes):
            if plan.losesAnswer { return cut(context) }
            guard let truncation = plan.truncation else { return response(answer) }
            let half = ByteBuffer(bytes: bytes.prefix(bytes.count / 2))
            let channel = context.channel
            let body =
                switch truncation {
                case .length:
                    ResponseBody(contentLength: bytes.count) { writer in
                        try await writer.write(half)
                        channel.close(promise: nil)
                        throw CancellationError()
                    }
                case .chunked:
                    ResponseBody { writer in
                        try await writer.write(half)
                        try await writer.finish(nil)
                    }
                }
            return Response(
                status: HTTPResponse.Status(code: answer.status), headers: [.contentType: answer.contentType],
                body: body)
        case .watch(let watch):
            let writer = WatchWriter(watch: watch, fault: plan.watchFault, channel: context.channel)
            return Response(
                status: .ok, headers: [.contentType: answer.contentType],
                body: ResponseBody { try await writer.run(&$0) })
        }
    }

    /// Closes the connection; what is returned finds nobody to go to.
    private static func cut(_ context: SandboxContext) -> Response {
        context.channel.close(promise: nil)
        return Response(status: .internalServerError)
    }

    /// Nil where it is too large.
    private static func body(of request: Request) async throws -> [UInt8]? {
        do {
            return Array(try await request.body.collect(upTo: maximumBodySize).readableBytesView)
        } catch is NIOTooManyBytesError {
            return nil
        }
    }

    /// Handlers compute for milliseconds: off the connection's event loop.
    @concurrent
    private static func answer(_ request: APIRequest, _ server: APIServer) async -> APIResponse {
        server.respond(to: request)
    }

    private static func response(_ answer: APIResponse) -> Response {
        var headers: HTTPFields = [.contentType: answer.contentType]
        for warning in answer.warnings {
            let text = warning.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            headers.append(HTTPField(name: .warning, value: "299 - \"\(text)\""))
        }
        guard case .bytes(let bytes) = answer.body else { return Response(status: .internalServerError) }
        return Response(
            status: HTTPResponse.Status(code: answer.status), headers: headers,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: bytes)))
    }
}

/// One request as the audit is told of it.
private struct Audit: Sendable {
    private let asked: APIRequest
    private let verb: Verb?
    private let query: String
    private let tell: @Sendable (AuditEvent) -> Void

    init(_ asked: APIRequest, verb: Verb?, _ request: Request, _ tell: @escaping @Sendable (AuditEvent) -> Void) {
        self.asked = asked
        self.verb = verb
        query = request.uri.query ?? ""
        self.tell = tell
    }

    func note(_ stage: AuditEvent.Stage, _ body: [UInt8]) {
        tell(
            AuditEvent(
                stage: stage, method: asked.method, path: asked.path, query: query, verb: verb,
                isDryRun: asked.isDryRun, body: body))
    }
}

extension HTTPField.Name {
    fileprivate static let impersonateUser: HTTPField.Name = HTTPField.Name("Impersonate-User") ?? .age
    fileprivate static let impersonateGroup: HTTPField.Name = HTTPField.Name("Impersonate-Group") ?? .age
    fileprivate static let warning: HTTPField.Name = HTTPField.Name("Warning") ?? .age
}
