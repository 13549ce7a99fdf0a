import Foundation
import HTTPTypes
import Hummingbird
import Logging
import PKI

/// `/puppet-ca/v1`: how a node gets its certificate. Open to all, as a node without one must reach it.
///
/// Errors are plain text, as Puppet's agents expect here.
struct AuthorityRoutes: Sendable {
    let parts: MasterParts

    private var authority: AuthorityDirectory { parts.configuration.authority }

    var routes: [Route] {
        [
            .get("/puppet-ca/v1/certificate/:name", .open) { _, context in
                try answer { () throws(PKIError) -> String? in
                    if context.name == "ca" { return try authority.certificatePEM() }
                    return try authority.certificate(context.name)?.pem
                }
            },
            .get("/puppet-ca/v1/certificate_request/:name", .open) { _, context in
                try answer { () throws(PKIError) -> String? in try authority.request(context.name)?.pem }
            },
            .put("/puppet-ca/v1/certificate_request/:name", .open, submit),
            .get("/puppet-ca/v1/certificate_revocation_list/:name", .open, revocationList),
        ]
    }

    private func answer(_ pem: () throws(PKIError) -> String?) throws -> Response {
        do {
            guard let pem = try pem() else { return .text("Resource not found.", status: .notFound) }
            return .text(pem)
        } catch {
            return try refusal(error)
        }
    }

    private func submit(_ request: Request, _ context: MasterRequestContext) async throws -> Response {
        let limits = parts.configuration.limits
        let body = try await request.body(upTo: limits.requestBytes, within: limits.bodyTimeout)
        do {
            let submission = try authority.submit(
                requestPEM: String(decoding: body, as: UTF8.self), certname: context.name,
                policy: policy(for: context.name), pendingLimit: limits.pendingRequests)
            switch submission {
            case .pending:
                parts.logger.notice("certificate request waits", metadata: ["certname": "\(context.name)"])
            case .signed(let certificate):
                parts.logger.notice(
                    "certificate request signed by policy",
                    metadata: ["certname": "\(context.name)", "serial": "\(certificate.serial.hexadecimal)"])
            }
            return .text("")
        } catch {
            parts.logger.notice(
                "certificate request refused",
                metadata: ["certname": "\(Certname.printable(context.name))", "reason": "\(error)"])
            return try refusal(error)
        }
    }

    /// An administrator's name is never signed unasked: whoever came first would become one.
    private func policy(for certname: String) -> AutosignPolicy {
        parts.policy.isAdmin(certname) ? .none : parts.configuration.autosign
    }

    /// The list itself is signed, so that anyone may have it.
    private func revocationList(_ request: Request, _ context: MasterRequestContext) async throws -> Response {
        guard context.name == "ca" else { return .text("Resource not found.", status: .notFound) }
        let list = try parts.revocations.list()
        return try await request.ifModifiedSince(modificationDate: list.thisUpdate, context: context) {
            Response.text(list.pem)
        }
    }

    /// The node's own faults are told; those of the master's files are logged only.
    private func refusal(_ error: PKIError) throws -> Response {
        switch error {
        case .malformed, .invalidCertname, .refused, .conflict: return .text("\(error)", status: .badRequest)
        case .notFound: return .text("\(error)", status: .notFound)
        case .authority, .storage: throw error
        }
    }
}
