import Foundation
import SwiftASN1
import X509

/// The ASN.1 of a revocation list, RFC 5280 section 5.1.
///
/// ```
/// CertificateList ::= SEQUENCE { tbsCertList, signatureAlgorithm, signatureValue BIT STRING }
/// TBSCertList ::= SEQUENCE { version, signature, issuer, thisUpdate, nextUpdate OPTIONAL,
///     revokedCertificates OPTIONAL, [0] EXPLICIT crlExtensions OPTIONAL }
/// ```
struct CertificateList: Sendable, DERParseable {
    let issuer: DistinguishedName
    let thisUpdate: Date
    let nextUpdate: Date?
    let entries: [RevocationList.Entry]
    let number: UInt64
    private let signedBytes: ArraySlice<UInt8>
    private let algorithm: ASN1ObjectIdentifier
    private let signature: ASN1BitString

    static let numberExtension: ASN1ObjectIdentifier = [2, 5, 29, 20]

    init(derEncoded node: ASN1Node) throws {
        self = try DER.sequence(node, identifier: .sequence) { nodes in
            guard let body = nodes.next() else {
                throw ASN1Error.invalidASN1Object(reason: "a revocation list without a body")
            }
            let algorithm = try SignatureIdentifier(derEncoded: &nodes)
            let signature = try ASN1BitString(derEncoded: &nodes)
            return try CertificateList(body: body, algorithm: algorithm.oid, signature: signature)
        }
    }

    private init(body: ASN1Node, algorithm: ASN1ObjectIdentifier, signature: ASN1BitString) throws {
        self = try DER.sequence(body, identifier: .sequence) { nodes in
            let version = try Int(derEncoded: &nodes)
            let inner = try SignatureIdentifier(derEncoded: &nodes)
            guard version == 1, inner.oid == algorithm else {
                throw ASN1Error.invalidASN1Object(reason: "not a revocation list of version 2")
            }
            guard let issuerNode = nodes.next() else {
                throw ASN1Error.invalidASN1Object(reason: "a revocation list without an issuer")
            }
            let issuer = try DistinguishedName(derEncoded: issuerNode)
            let thisUpdate = try RevocationTime(derEncoded: &nodes).date
            var next = nodes.next()
            var nextUpdate: Date?
            if let node = next, node.identifier == .utcTime || node.identifier == .generalizedTime {
                nextUpdate = try RevocationTime(derEncoded: node).date
                next = nodes.next()
            }
            var entries: [RevocationList.Entry] = []
            if let node = next, node.identifier == .sequence {
                entries = try DER.sequence(of: RevokedCertificate.self, identifier: .sequence, rootNode: node).map(
                    \.entry)
                next = nodes.next()
            }
            let number = try next.map(Self.number) ?? 0
            return CertificateList(
                issuer: issuer, thisUpdate: thisUpdate, nextUpdate: nextUpdate, entries: entries, number: number,
                signedBytes: body.encodedBytes, algorithm: algorithm, signature: signature)
        }
    }

    private init(
        issuer: DistinguishedName, thisUpdate: Date, nextUpdate: Date?, entries: [RevocationList.Entry], number: UInt64,
        signedBytes: ArraySlice<UInt8>, algorithm: ASN1ObjectIdentifier, signature: ASN1BitString
    ) {
        self.issuer = issuer
        self.thisUpdate = thisUpdate
        self.nextUpdate = nextUpdate
        self.entries = entries
        self.number = number
        self.signedBytes = signedBytes
        self.algorithm = algorithm
        self.signature = signature
    }

    /// The crlNumber among the extensions in `[0]`.
    private static func number(inExtensions node: ASN1Node) throws -> UInt64 {
        let identifier = ASN1Identifier(tagWithNumber: 0, tagClass: .contextSpecific)
        guard node.identifier == identifier, case .constructed(let children) = node.content else {
            throw ASN1Error.unexpectedFieldType(node.identifier)
        }
        for child in children {
            let extensions = try DER.sequence(of: Certificate.Extension.self, identifier: .sequence, rootNode: child)
            guard let number = extensions.first(where: { $0.oid == numberExtension }) else { continue }
            return try UInt64(derEncoded: number.value)
        }
        return 0
    }

    func isIssued(by certificate: Certificate) -> Bool {
        guard certificate.subject == issuer, signature.paddingBits == 0,
            let algorithm = Certificate.SignatureAlgorithm(oid: algorithm)
        else { return false }
        return certificate.publicKey.isValidSignature(signature.bytes, for: signedBytes, signatureAlgorithm: algorithm)
    }
}
