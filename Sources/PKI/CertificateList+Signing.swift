import Foundation
import SwiftASN1
import X509

extension CertificateList {
    /// The DER of a new list.
    static func sign(
        authority: CertificateAuthority, entries: [RevocationList.Entry], number: UInt64, thisUpdate: Date,
        nextUpdate: Date
    ) throws -> [UInt8] {
        let algorithm = authority.privateKey.signatureAlgorithm
        guard let identifier = SignatureIdentifier(algorithm) else {
            throw PKIError.authority(reason: "no revocation list can be signed with \(algorithm)")
        }
        let issuer = authority.certificate.certificate
        let extensions = try extensions(issuer: issuer, number: number)
        var body = DER.Serializer()
        try body.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(1)
            try coder.serialize(identifier)
            try coder.serialize(issuer.subject)
            try coder.serialize(RevocationTime(date: thisUpdate))
            try coder.serialize(RevocationTime(date: nextUpdate))
            if !entries.isEmpty {
                try coder.serializeSequenceOf(entries.map(RevokedCertificate.init(entry:)))
            }
            try coder.serialize(explicitlyTaggedWithTagNumber: 0, tagClass: .contextSpecific) { coder in
                try coder.serializeSequenceOf(extensions)
            }
        }
        let signature = try authority.privateKey.key.sign(bytes: body.serializedBytes, signatureAlgorithm: algorithm)
        var list = DER.Serializer()
        try list.appendConstructedNode(identifier: .sequence) { coder in
            coder.serializeRawBytes(body.serializedBytes)
            try coder.serialize(identifier)
            try coder.serialize(ASN1BitString(bytes: signature.rawRepresentation[...]))
        }
        return list.serializedBytes
    }

    private static func extensions(issuer: Certificate, number: UInt64) throws -> [Certificate.Extension] {
        let numberBytes = try number.derBytes()
        var extensions = [Certificate.Extension(oid: numberExtension, critical: false, value: numberBytes[...])]
        if let key = try issuer.extensions.subjectKeyIdentifier {
            let authorityKey = AuthorityKeyIdentifier(keyIdentifier: key.keyIdentifier)
            extensions.insert(try Certificate.Extension(authorityKey, critical: false), at: 0)
        }
        return extensions
    }
}

/// `AlgorithmIdentifier` of a signature: RSA's carry a NULL, the others nothing.
struct SignatureIdentifier: DERImplicitlyTaggable {
    static var defaultIdentifier: ASN1Identifier { .sequence }

    let oid: ASN1ObjectIdentifier
    private let hasNull: Bool

    init?(_ algorithm: Certificate.SignatureAlgorithm) {
        guard let entry = Certificate.SignatureAlgorithm.identifiers.first(where: { $0.algorithm == algorithm }) else {
            return nil
        }
        oid = entry.oid
        hasNull = entry.hasNull
    }

    init(derEncoded node: ASN1Node, withIdentifier identifier: ASN1Identifier) throws {
        (oid, hasNull) = try DER.sequence(node, identifier: identifier) { nodes in
            let oid = try ASN1ObjectIdentifier(derEncoded: &nodes)
            return (oid, nodes.next() != nil)
        }
    }

    func serialize(into coder: inout DER.Serializer, withIdentifier identifier: ASN1Identifier) throws {
        try coder.appendConstructedNode(identifier: identifier) { coder in
            try coder.serialize(oid)
            if hasNull { try coder.serialize(ASN1Null()) }
        }
    }
}

extension Certificate.SignatureAlgorithm {
    fileprivate static let identifiers: [(algorithm: Self, oid: ASN1ObjectIdentifier, hasNull: Bool)] = [
        (.ecdsaWithSHA256, [1, 2, 840, 10045, 4, 3, 2], false),
        (.ecdsaWithSHA384, [1, 2, 840, 10045, 4, 3, 3], false),
        (.ecdsaWithSHA512, [1, 2, 840, 10045, 4, 3, 4], false),
        (.sha256WithRSAEncryption, [1, 2, 840, 113549, 1, 1, 11], true),
        (.sha384WithRSAEncryption, [1, 2, 840, 113549, 1, 1, 12], true),
        (.sha512WithRSAEncryption, [1, 2, 840, 113549, 1, 1, 13], true),
        (.ed25519, [1, 3, 101, 112], false),
    ]

    init?(oid: ASN1ObjectIdentifier) {
        guard let entry = Self.identifiers.first(where: { $0.oid == oid }) else { return nil }
        self = entry.algorithm
    }
}
