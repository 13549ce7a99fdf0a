import HTTPTypes
import Hummingbird
import JSON
import NIOCore

extension Request {
    /// The whole body, within bounds of size and time.
    func body(upTo limit: Int, within duration: Duration) async throws -> [UInt8] {
        if let encoding = headers[.contentEncoding], encoding.lowercased() != "identity" {
            throw PuppetError(
                status: .unsupportedMediaType, message: "Content-Encoding '\(encoding)' is not supported",
                issueKind: .unsupportedMediaType)
        }
        if let length = headers[.contentLength].flatMap({ Int($0) }), length > limit { throw Self.tooLarge(limit) }
        let body = body
        do {
            let buffer = try await withDeadline(duration) { try await body.collect(upTo: limit) }
            return Array(buffer.readableBytesView)
        } catch is NIOTooManyBytesError {
            throw Self.tooLarge(limit)
        } catch is DeadlineExceeded {
            throw PuppetError(
                status: .requestTimeout, message: "The request's body did not arrive in time", issueKind: .runtimeError)
        }
    }

    /// The body as JSON, whatever content type it claims: Puppet's agents have called it by several.
    func json(upTo limit: Int, within duration: Duration) async throws -> JSON {
        do {
            return try JSONParser.parse(try await body(upTo: limit, within: duration))
        } catch let failure as JSONParser.Failure {
            throw PuppetError.badRequest("The body is not JSON: \(failure)")
        }
    }

    private static func tooLarge(_ limit: Int) -> PuppetError {
        PuppetError(
            status: .contentTooLarge, message: "The request's body is larger than \(limit) bytes",
            issueKind: .runtimeError)
    }
}
