import SwiftASN1
import X509

/// A PKCS#10 certificate signing request whose own signature has been checked.
package struct CertificateRequest: Sendable {
    package let pem: String
    /// The subject's common name.
    package let certname: String
    /// The DNS names asked for in the subjectAltName extension.
    package let dnsNames: [String]
    package let fingerprint: Fingerprint
    let request: CertificateSigningRequest
    let extensions: Certificate.Extensions

    /// Reads a request and verifies that its sender holds the private key.
    package init(pem: String) throws(PKIError) {
        do {
            let document = try PEMDocument(pemString: pem)
            guard document.discriminator == "CERTIFICATE REQUEST" || document.discriminator == "NEW CERTIFICATE REQUEST"
            else { throw PKIError.malformed(what: "certificate request", reason: "it is a \(document.discriminator)") }
            request = try CertificateSigningRequest(derEncoded: document.derBytes)
            extensions = try request.attributes.extensionRequest?.extensions ?? Certificate.Extensions()
            dnsNames = try extensions.subjectAlternativeNames.map(\.dnsNames) ?? []
            fingerprint = Fingerprint(of: document.derBytes)
            self.pem = document.text
        } catch let error as PKIError {
            throw error
        } catch {
            throw .malformed(what: "certificate request", reason: "not a PEM certificate request")
        }
        guard let commonName = request.subject.commonName, request.subject.count == 1 else {
            throw .malformed(what: "certificate request", reason: "its subject must be one common name")
        }
        certname = commonName
        guard request.publicKey.isValidSignature(request.signature, for: request) else {
            throw .malformed(what: "certificate request", reason: "its signature does not fit its public key")
        }
    }

    /// A new request as PEM.
    ///
    /// The certname is always among the DNS names, as clients look for a server's name there and not in the
    /// subject. `extensions` are Puppet's, by short name (`pp_cluster`) or dotted number.
    package static func make(
        certname: String, privateKeyPEM: String, dnsNames: [String] = [], extensions: [String: String] = [:]
    ) throws(PKIError) -> String {
        try Certname.check(certname)
        let privateKey = try PrivateKey(pem: privateKeyPEM)
        do {
            let names = [certname] + dnsNames.filter { $0 != certname }
            var requested = try Certificate.Extensions { SubjectAlternativeNames(names.map(GeneralName.dnsName)) }
            for (name, value) in extensions.sorted(by: { $0.key < $1.key }) {
                guard let oid = PuppetExtension.oid(named: name) else {
                    throw PKIError.refused(certname: certname, reason: "unknown extension '\(name)'")
                }
                let bytes = try ASN1UTF8String(value).derBytes()
                try requested.append(Certificate.Extension(oid: oid, critical: false, value: bytes[...]))
            }
            let request = try CertificateSigningRequest(
                version: .v1, subject: .commonName(certname), privateKey: privateKey.key,
                attributes: .init([.init(ExtensionRequest(extensions: requested))]),
                signatureAlgorithm: privateKey.signatureAlgorithm)
            return try PEMDocument(
                type: CertificateSigningRequest.defaultPEMDiscriminator, derBytes: request.derBytes()
            ).text
        } catch let error as PKIError {
            throw error
        } catch {
            throw .malformed(what: "certificate request", reason: "\(error)")
        }
    }

    /// Whether both were made for the same key.
    package func hasSameKey(as other: CertificateRequest) -> Bool {
        request.publicKey == other.request.publicKey
    }

    /// The names of the requested extensions that would grant rights, such as `pp_cli_auth`.
    package var authorizationExtensions: [String: String] {
        extensions.authorizationExtensions
    }
}

extension SubjectAlternativeNames {
    var dnsNames: [String] {
        compactMap { name in if case .dnsName(let name) = name { name } else { nil } }
    }
}

extension Certificate.Extensions {
    /// Puppet's own extensions by name.
    var puppetExtensions: [String: String] { texts(where: PuppetExtension.isPuppets) }

    /// Those of Puppet's extensions that grant rights.
    var authorizationExtensions: [String: String] {
        texts { PuppetExtension.lies($0, under: PuppetExtension.authorization) }
    }

    private func texts(where isWanted: (ASN1ObjectIdentifier) -> Bool) -> [String: String] {
        var result: [String: String] = [:]
        for item in self where isWanted(item.oid) {
            result[PuppetExtension.name(of: item.oid)] = PuppetExtension.value(of: item)
        }
        return result
    }
}
