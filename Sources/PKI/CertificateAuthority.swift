package import Foundation
import SwiftASN1
import X509

/// A certificate authority's certificate and key: signs requests and revocation lists, and stores nothing.
package struct CertificateAuthority: Sendable {
    package let certificate: NodeCertificate
    package let privateKey: PrivateKey

    /// How a request is signed.
    package struct SigningOptions: Sendable {
        /// How long the certificate is valid; Puppet's default is five years.
        package var lifetime: TimeInterval = 5 * 365 * 86400
        /// Whether a request may ask for DNS names other than its certname.
        package var allowsAlternativeNames = false
        /// Whether a request may ask for extensions that grant rights, such as `pp_cli_auth`.
        package var allowsAuthorizationExtensions = false

        package init() {}
    }

    /// Fifteen years, in seconds.
    package static let defaultLifetime: TimeInterval = 15 * 365 * 86400

    package init(certificatePEM: String, privateKeyPEM: String) throws(PKIError) {
        certificate = try NodeCertificate(pem: certificatePEM)
        privateKey = try PrivateKey(pem: privateKeyPEM)
        guard certificate.fits(privateKey) else {
            throw .authority(reason: "the certificate and the private key do not belong together")
        }
    }

    /// A new self-signed authority.
    package static func create(
        name: String, algorithm: PrivateKey.Algorithm = .ecP256, now: Date, lifetime: TimeInterval = defaultLifetime
    ) throws(PKIError) -> CertificateAuthority {
        let privateKey = try PrivateKey(pem: PrivateKey.generate(algorithm))
        do {
            let subject = try DistinguishedName.commonName(name)
            let publicKey = privateKey.key.publicKey
            let keyIdentifier = SubjectKeyIdentifier(hash: publicKey)
            let certificate = try Certificate(
                version: .v3, serialNumber: .init(bytes: [1]), publicKey: publicKey, notValidBefore: now - 86400,
                notValidAfter: now + lifetime, issuer: subject, subject: subject,
                signatureAlgorithm: privateKey.signatureAlgorithm,
                extensions: Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                    Critical(KeyUsage(keyCertSign: true, cRLSign: true))
                    keyIdentifier
                    AuthorityKeyIdentifier(keyIdentifier: keyIdentifier.keyIdentifier)
                },
                issuerPrivateKey: privateKey.key)
            return try CertificateAuthority(
                certificatePEM: NodeCertificate(certificate, der: certificate.derBytes()).pem,
                privateKeyPEM: privateKey.pem)
        } catch let error as PKIError {
            throw error
        } catch {
            throw .authority(reason: "cannot create the authority: \(error)")
        }
    }

    /// Signs a request, after Puppet's checks.
    ///
    /// The certificate is valid from a day ago, so that clocks may differ.
    package func sign(
        _ request: CertificateRequest, as certname: String, serial: SerialNumber, now: Date,
        options: SigningOptions = SigningOptions()
    ) throws(PKIError) -> NodeCertificate {
        try check(request, certname: certname, options: options)
        return try issue(
            certname, publicKey: request.request.publicKey, serial: serial, now: now, lifetime: options.lifetime,
            dnsNames: request.dnsNames, requested: request.extensions)
    }

    /// The same certificate again, with a new serial number and a new end. Whoever asks has shown the old one.
    package func renew(
        _ old: NodeCertificate, serial: SerialNumber, now: Date, lifetime: TimeInterval
    ) throws(PKIError) -> NodeCertificate {
        try Certname.check(old.certname)
        guard old.isIssued(by: certificate), old.certname != certificate.certname else {
            throw .refused(certname: old.certname, reason: "its certificate is not from this authority")
        }
        return try issue(
            old.certname, publicKey: old.certificate.publicKey, serial: serial, now: now, lifetime: lifetime,
            dnsNames: old.dnsNames, requested: old.certificate.extensions)
    }

    private func issue(
        _ certname: String, publicKey: Certificate.PublicKey, serial: SerialNumber, now: Date, lifetime: TimeInterval,
        dnsNames: [String], requested: Certificate.Extensions
    ) throws(PKIError) -> NodeCertificate {
        let notAfter = min(now + lifetime, certificate.notAfter)
        guard notAfter > now else { throw .authority(reason: "its own certificate has expired") }
        do {
            let issued = try Certificate(
                version: .v3, serialNumber: .init(bytes: serial.bytes), publicKey: publicKey,
                notValidBefore: max(now - 86400, certificate.notBefore), notValidAfter: notAfter,
                issuer: certificate.certificate.subject, subject: .commonName(certname),
                signatureAlgorithm: privateKey.signatureAlgorithm,
                extensions: extensions(
                    publicKey: publicKey, dnsNames: [certname] + dnsNames.filter { $0 != certname },
                    requested: requested),
                issuerPrivateKey: privateKey.key)
            return try NodeCertificate(issued, der: issued.derBytes())
        } catch let error as PKIError {
            throw error
        } catch {
            throw .refused(certname: certname, reason: "\(error)")
        }
    }

    private func extensions(
        publicKey: Certificate.PublicKey, dnsNames: [String], requested: Certificate.Extensions
    ) throws -> Certificate.Extensions {
        let authorityKey = try certificate.certificate.extensions.subjectKeyIdentifier
        var extensions = try Certificate.Extensions {
            Critical(BasicConstraints.notCertificateAuthority)
            Critical(KeyUsage(digitalSignature: true, keyEncipherment: true))
            try ExtendedKeyUsage([.serverAuth, .clientAuth])
            SubjectKeyIdentifier(hash: publicKey)
            AuthorityKeyIdentifier(keyIdentifier: authorityKey?.keyIdentifier)
            SubjectAlternativeNames(dnsNames.map(GeneralName.host))
        }
        for item in requested where PuppetExtension.isPuppets(item.oid) {
            try extensions.append(Certificate.Extension(oid: item.oid, critical: false, value: item.value))
        }
        return extensions
    }
}
