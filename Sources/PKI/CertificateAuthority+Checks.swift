import SwiftASN1
import X509

extension CertificateAuthority {
    /// The checks of Puppet's certificate authority; the name's own rules come first, for it becomes a file name.
    package func check(
        _ request: CertificateRequest, certname: String, options: SigningOptions
    ) throws(PKIError) {
        try Certname.check(certname)
        guard request.certname == certname else {
            throw .refused(certname: certname, reason: "the request is for '\(Certname.printable(request.certname))'")
        }
        guard certname != certificate.certname else {
            throw .refused(certname: certname, reason: "that is the name of the authority itself")
        }
        for requested in request.extensions {
            try check(requested.oid, certname: certname, options: options)
        }
        try checkAlternativeNames(request, certname: certname, options: options)
    }

    private func check(
        _ oid: ASN1ObjectIdentifier, certname: String, options: SigningOptions
    ) throws(PKIError) {
        if PuppetExtension.lies(oid, under: PuppetExtension.authorization) {
            guard options.allowsAuthorizationExtensions else {
                let name = PuppetExtension.name(of: oid)
                throw .refused(certname: certname, reason: "it asks for the authorization extension \(name)")
            }
        } else if !PuppetExtension.isPuppets(oid), !Self.ordinaryExtensions.contains(oid) {
            throw .refused(certname: certname, reason: "it asks for the unknown extension \(oid)")
        }
    }

    /// Requests may hold these; what they say about usage is not copied.
    private static let ordinaryExtensions: [ASN1ObjectIdentifier] = [
        .X509ExtensionID.subjectAlternativeName, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
        .X509ExtensionID.subjectKeyIdentifier,
    ]

    private func checkAlternativeNames(
        _ request: CertificateRequest, certname: String, options: SigningOptions
    ) throws(PKIError) {
        let names: [GeneralName]
        do {
            names = try request.extensions.subjectAlternativeNames.map(Array.init) ?? []
        } catch {
            throw .refused(certname: certname, reason: "its subjectAltName cannot be read")
        }
        guard names.count == request.dnsNames.count else {
            throw .refused(certname: certname, reason: "only DNS names are allowed as alternative names")
        }
        for name in request.dnsNames where name != certname {
            guard options.allowsAlternativeNames else {
                throw .refused(
                    certname: certname,
                    reason: "it asks for the alternative name '\(Certname.printable(name))', which is not allowed")
            }
            guard !name.contains("*") else {
                throw .refused(
                    certname: certname, reason: "it asks for the wildcard name '\(Certname.printable(name))'")
            }
            if GeneralName.host(name).address == nil { try Certname.check(name) }
        }
    }
}
