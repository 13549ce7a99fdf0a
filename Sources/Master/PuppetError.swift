import HTTPTypes
import Hummingbird
import JSON

/// An error in the form of Puppet's HTTP API: `{"message": …, "issue_kind": …}`.
struct PuppetError: HTTPResponseError {
    /// Puppet's names of what went wrong.
    enum IssueKind: String, Sendable {
        case environmentNotFound = "ENVIRONMENT_NOT_FOUND"
        case failedAuthorization = "FAILED_AUTHORIZATION"
        case handlerNotFound = "HANDLER_NOT_FOUND"
        case resourceNotFound = "RESOURCE_NOT_FOUND"
        case runtimeError = "RUNTIME_ERROR"
        case unsupportedFormat = "UNSUPPORTED_FORMAT"
        case unsupportedMediaType = "UNSUPPORTED_MEDIA_TYPE"
    }

    let status: HTTPResponse.Status
    let message: String
    let issueKind: IssueKind
    var retryAfter: Int?

    static func forbidden(_ reason: String, request: Request) -> PuppetError {
        PuppetError(
            status: .forbidden,
            message:
                "Forbidden request: \(request.uri.path) (method \(request.method.rawValue.lowercased())): \(reason)",
            issueKind: .failedAuthorization)
    }

    static func badRequest(_ message: String) -> PuppetError {
        PuppetError(status: .badRequest, message: message, issueKind: .runtimeError)
    }

    static func notFound(_ message: String) -> PuppetError {
        PuppetError(status: .notFound, message: message, issueKind: .resourceNotFound)
    }

    static func noRoute(_ request: Request) -> PuppetError {
        PuppetError(
            status: .notFound, message: "No route for \(request.method.rawValue) \(request.uri.path)",
            issueKind: .handlerNotFound)
    }

    static func unknownEnvironment(_ name: String) -> PuppetError {
        PuppetError(
            status: .notFound, message: "Could not find environment '\(name)'", issueKind: .environmentNotFound)
    }

    static func serverError(_ message: String) -> PuppetError {
        PuppetError(status: .internalServerError, message: "Server Error: \(message)", issueKind: .runtimeError)
    }

    static func busy(retryAfter: Int, _ message: String) -> PuppetError {
        PuppetError(
            status: .serviceUnavailable, message: message, issueKind: .runtimeError, retryAfter: max(1, retryAfter))
    }

    func response(from request: Request, context: some RequestContext) throws -> Response {
        response()
    }

    func response() -> Response {
        var response = Response.json(
            ["message": .string(message), "issue_kind": .string(issueKind.rawValue)], status: status)
        if let retryAfter { response.headers[.retryAfter] = String(retryAfter) }
        return response
    }
}
