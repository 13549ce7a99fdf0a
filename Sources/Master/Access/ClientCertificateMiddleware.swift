import Foundation
import Hummingbird
import NIOCore
import PKI

/// Finds out who sends a request.
struct ClientCertificateMiddleware: RouterMiddleware {
    /// Where a request's certificate is found; tests have no TLS and put their own here.
    typealias Lookup = @Sendable (Request, any Channel) async throws -> NodeCertificate?

    let lookup: Lookup
    let revocations: RevocationChecker
    let now: @Sendable () -> Date

    func handle(
        _ request: Request, context: MasterRequestContext,
        next: @concurrent (Request, MasterRequestContext) async throws -> Response
    ) async throws -> Response {
        context.client = try await client(of: request, channel: context.channel)
        return try await next(request, context)
    }

    private func client(of request: Request, channel: any Channel) async throws -> Client {
        guard let certificate = try await lookup(request, channel) else { return .anonymous }
        let name = certificate.certname
        guard certificate.isValid(at: now()) else {
            return .refused(certname: name, reason: "the certificate of '\(name)' has expired")
        }
        guard try !revocations.isRevoked(certificate) else {
            return .refused(certname: name, reason: "the certificate of '\(name)' is revoked")
        }
        return .node(certificate)
    }
}
