package import Foundation
import SwiftASN1
import X509

/// A certificate, and what Puppet needs to know of it.
package struct NodeCertificate: Sendable {
    package let pem: String
    /// The subject's common name.
    package let certname: String
    package let serial: SerialNumber
    package let notBefore: Date
    package let notAfter: Date
    /// Host names, then IP addresses.
    package let dnsNames: [String]
    package let fingerprint: Fingerprint
    /// Puppet's extensions by short name or dotted number: `trusted.extensions`.
    package let extensions: [String: String]
    let certificate: Certificate

    /// Reads the first certificate of a PEM text.
    package init(pem: String) throws(PKIError) {
        let document: PEMDocument
        do {
            let documents = try PEMDocument.parseMultiple(pemString: pem)
            guard let first = documents.first(where: { $0.discriminator == Certificate.defaultPEMDiscriminator }) else {
                throw PKIError.malformed(what: "certificate", reason: "no certificate in the PEM text")
            }
            document = first
        } catch let error as PKIError {
            throw error
        } catch {
            throw .malformed(what: "certificate", reason: "not PEM")
        }
        try self.init(der: document.derBytes)
    }

    package init(der: [UInt8]) throws(PKIError) {
        do {
            try self.init(Certificate(derEncoded: der), der: der)
        } catch let error as PKIError {
            throw error
        } catch {
            throw .malformed(what: "certificate", reason: "not an X.509 certificate")
        }
    }

    init(_ certificate: Certificate, der: [UInt8]) throws {
        guard let name = certificate.subject.commonName else {
            throw PKIError.malformed(what: "certificate", reason: "its subject has no common name")
        }
        self.certificate = certificate
        certname = name
        pem = PEMDocument(type: Certificate.defaultPEMDiscriminator, derBytes: der).text
        serial = SerialNumber(bytes: certificate.serialNumber.bytes)
        notBefore = certificate.notValidBefore
        notAfter = certificate.notValidAfter
        let names = try certificate.extensions.subjectAlternativeNames
        dnsNames = names.map { names in names.dnsNames + names.compactMap(\.address) } ?? []
        fingerprint = Fingerprint(of: der)
        extensions = certificate.extensions.puppetExtensions
    }

    /// The extensions that grant rights, such as `pp_cli_auth`.
    package var authorizationExtensions: [String: String] { certificate.extensions.authorizationExtensions }

    package func isValid(at date: Date) -> Bool {
        notBefore <= date && date <= notAfter
    }

    /// Whether the certificate is for this private key.
    package func fits(_ privateKey: PrivateKey) -> Bool {
        certificate.publicKey == privateKey.key.publicKey
    }

    /// Whether `issuer` signed this certificate.
    package func isIssued(by issuer: NodeCertificate) -> Bool {
        certificate.issuer == issuer.certificate.subject
            && issuer.certificate.publicKey.isValidSignature(certificate.signature, for: certificate)
    }
}
