import HTTPTypes
import Hummingbird
import JSON
import NIOCore

/// Between HTTP and the API server.
struct SandboxResponder: HTTPResponder {
    typealias Context = SandboxContext

    let server: APIServer
    let faults: FaultInjector

    /// What the real server takes at most.
    private static let maximumBodySize = 3 * 1024 * 1024

    func respond(to request: Request, context: SandboxContext) async throws -> Response {
        let response = try await answer(request, context)
        return request.method == .head ? response.createHeadResponse() : response
    }

    private func answer(_ request: Request, _ context: SandboxContext) async throws -> Response {
        let path = QueryParameters.decode(request.uri.path.utf8, plusIsBlank: false)
        let query = QueryParameters(request.uri.query ?? "")
        var resetAfter: Int?
        for effect in faults.effects(method: request.method.rawValue, path: path, isWatch: query.isTrue("watch")) {
            switch effect {
            case .latency(let duration): try await Task.sleep(for: duration)
            case .status(let code, let retryAfter): return Self.fault(code, retryAfter)
            case .drop:
                context.channel.close(promise: nil)
                return Response(status: .internalServerError)
            case .resetWatch(let events): resetAfter = events
            }
        }
        let body: ByteBuffer
        do {
            body = try await request.body.collect(upTo: Self.maximumBodySize)
        } catch is NIOTooManyBytesError {
            return Self.response(.json(APIError.bodyTooLarge.status, status: 413))
        }
        let headers = request.headers
        let answer = await Self.answer(
            APIRequest(
                method: request.method == .head ? "GET" : request.method.rawValue, path: path, query: query,
                accept: headers[.accept],
                contentType: headers[.contentType], userAgent: headers[.userAgent],
                authorization: headers[.authorization], body: Array(body.readableBytesView)), server)
        switch answer.body {
        case .bytes: return Self.response(answer)
        case .watch(let watch):
            let writer = WatchWriter(watch: watch, resetAfter: resetAfter, channel: context.channel)
            return Response(
                status: .ok, headers: [.contentType: answer.contentType],
                body: ResponseBody { try await writer.run(&$0) })
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

    private static func fault(_ code: Int, _ retryAfter: Int?) -> Response {
        var response = response(.json(FaultRule.Effect.statusObject(code, retryAfter: retryAfter), status: code))
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }
}

extension HTTPField.Name {
    fileprivate static let warning: HTTPField.Name = HTTPField.Name("Warning") ?? .age
}
