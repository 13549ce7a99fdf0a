import Hummingbird
import Logging
import PKI

/// `POST /puppet-ca/v1/certificate_renewal`: a node with a good certificate gets it again for longer.
struct CertificateRenewalRoute: Sendable {
    let parts: MasterParts

    var routes: [Route] {
        [
            .post("/puppet-ca/v1/certificate_renewal", .certificate) { request, context in
                guard case .node(let certificate) = context.client else {
                    throw PuppetError.forbidden("a client certificate is required", request: request)
                }
                do {
                    let renewed = try parts.configuration.authority.renew(certificate)
                    parts.logger.notice(
                        "certificate renewed",
                        metadata: [
                            "certname": "\(renewed.certname)", "serial": "\(renewed.serial.hexadecimal)",
                        ])
                    return .text(renewed.pem)
                } catch let error as PKIError {
                    switch error {
                    case .authority, .storage: throw error
                    case .malformed, .invalidCertname, .refused, .conflict, .notFound:
                        throw PuppetError.badRequest("\(error)")
                    }
                }
            }
        ]
    }
}
