import Foundation
import HTTPTypes
import Hummingbird
import JSON
import Logging
import OrderedCollections
import PKI

/// `/puppet-ca/v1/certificate_status`: what administrators do with certificates.
struct CertificateStatusRoutes: Sendable {
    let parts: MasterParts

    private var authority: AuthorityDirectory { parts.configuration.authority }

    var routes: [Route] {
        [
            .get("/puppet-ca/v1/certificate_statuses/:any", .admin) { _, _ in
                .json(.array(try authority.list().map(Self.json)))
            },
            .get("/puppet-ca/v1/certificate_status/:name", .admin) { _, context in
                try guarded {
                    guard let status = try authority.status(context.name) else {
                        throw PKIError.notFound(certname: context.name, what: "certificate or request")
                    }
                    return .json(Self.json(status))
                }
            },
            .put("/puppet-ca/v1/certificate_status/:name", .admin, change),
            .delete("/puppet-ca/v1/certificate_status/:name", .admin) { _, context in
                try guarded {
                    try authority.clean(context.name)
                    log("cleaned", context)
                    return Response(status: .noContent)
                }
            },
        ]
    }

    private func change(_ request: Request, _ context: MasterRequestContext) async throws -> Response {
        let limits = parts.configuration.limits
        let body = try await request.json(upTo: limits.requestBytes, within: limits.bodyTimeout)
        let options = try options(body)
        return try guarded {
            switch body["desired_state"]?.string {
            case "signed":
                try authority.sign(context.name, options: options)
                log("signed", context)
            case "revoked":
                try authority.revoke(context.name)
                log("revoked", context)
            default:
                throw PuppetError.badRequest(
                    "State \(body["desired_state"]?.string ?? "") invalid; Must specify desired state of 'signed' or 'revoked'."
                )
            }
            return Response(status: .noContent)
        }
    }

    private func options(_ body: JSON) throws -> CertificateAuthority.SigningOptions {
        var options = CertificateAuthority.SigningOptions()
        if let lifetime = body["cert_ttl"] {
            guard let seconds = lifetime.integer, seconds > 0 else {
                throw PuppetError.badRequest("cert_ttl must be a number of seconds")
            }
            options.lifetime = TimeInterval(seconds)
        }
        options.allowsAlternativeNames = body["allow_dns_alt_names"]?.boolean ?? false
        options.allowsAuthorizationExtensions = body["allow_authorization_extensions"]?.boolean ?? false
        return options
    }

    private func log(_ action: String, _ context: MasterRequestContext) {
        parts.logger.notice(
            "certificate \(action)", metadata: ["certname": "\(context.name)", "by": "\(context.client.name)"])
    }

    private func guarded(_ body: () throws -> Response) throws -> Response {
        do {
            return try body()
        } catch let error as PKIError {
            switch error {
            case .notFound: throw PuppetError.notFound("\(error)")
            case .conflict, .refused:
                throw PuppetError(status: .conflict, message: "\(error)", issueKind: .runtimeError)
            case .malformed, .invalidCertname: throw PuppetError.badRequest("\(error)")
            case .authority, .storage: throw error
            }
        }
    }

    /// Puppet's members of a status.
    private static func json(_ status: CertificateStatus) -> JSON {
        var members: JSONObject = [
            "name": .string(status.name), "state": .string(status.state.rawValue),
            "fingerprint": .string("\(status.fingerprint)"),
            "fingerprints": ["SHA256": .string("\(status.fingerprint)"), "default": .string("\(status.fingerprint)")],
            "dns_alt_names": .array(status.dnsNames.map { .string("DNS:\($0)") }),
            "subject_alt_names": .array(status.dnsNames.map { .string("DNS:\($0)") }),
        ]
        var extensions = JSONObject()
        for (name, value) in status.authorizationExtensions { extensions[name] = .string(value) }
        members["authorization_extensions"] = .object(extensions)
        if let certificate = status.certificate {
            let style = Date.ISO8601FormatStyle(timeZone: .gmt)
            members["serial_number"] =
                certificate.serial.integer.flatMap { Int(exactly: $0) }.map(JSON.integer) ?? .null
            members["not_before"] = .string(certificate.notBefore.formatted(style))
            members["not_after"] = .string(certificate.notAfter.formatted(style))
        }
        return .object(members)
    }
}
