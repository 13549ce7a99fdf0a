package import Foundation

/// What the authority knows of one certname: the members of Puppet's `certificate_status`.
package struct CertificateStatus: Hashable, Sendable {
    package enum State: String, Hashable, Sendable {
        case requested
        case signed
        case revoked
    }

    package let name: String
    package let state: State
    /// Of the certificate, or of the request while there is no certificate.
    package let fingerprint: Fingerprint
    package let dnsNames: [String]
    /// Extensions that grant rights, such as `pp_cli_auth`.
    package let authorizationExtensions: [String: String]
    /// Nil for a request.
    package let certificate: Validity?

    package struct Validity: Hashable, Sendable {
        package let serial: SerialNumber
        package let notBefore: Date
        package let notAfter: Date
    }

    init(_ request: CertificateRequest) {
        name = request.certname
        state = .requested
        fingerprint = request.fingerprint
        dnsNames = request.dnsNames
        authorizationExtensions = request.authorizationExtensions
        certificate = nil
    }

    init(_ certificate: NodeCertificate, isRevoked: Bool) {
        name = certificate.certname
        state = isRevoked ? .revoked : .signed
        fingerprint = certificate.fingerprint
        dnsNames = certificate.dnsNames
        authorizationExtensions = certificate.authorizationExtensions
        self.certificate = Validity(
            serial: certificate.serial, notBefore: certificate.notBefore, notAfter: certificate.notAfter)
    }
}
