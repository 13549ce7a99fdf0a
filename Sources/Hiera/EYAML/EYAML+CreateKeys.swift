import Crypto
import CryptoExtras
package import Foundation
import SwiftASN1
import X509

extension EYAML {
    /// What a new key pair is to be.
    package struct NewKeys: Sendable {
        /// 2048 to 8192.
        package var bits = 2048
        /// The certificate's subject in OpenSSL's form, `/CN=me/O=us`, or `CN=me, O=us`; `/` for none.
        package var subject = "/"
        /// The digest that the certificate is signed with: SHA256, SHA384 or SHA512.
        package var digest = "SHA256"

        package init() {}

        package static func isMade(bits: Int) -> Bool { bits >= 2048 && bits <= 8192 && bits % 256 == 0 }
    }

    /// A new key pair as hiera-eyaml makes it: an RSA key, and a certificate signed with it, without an issuer.
    ///
    /// - Parameter now: When the certificate begins to be valid; it is for 50 years.
    package static func createKeys(
        _ keys: NewKeys = NewKeys(), now: Date
    ) throws(EYAMLError) -> (privatePEM: String, publicPEM: String) {
        guard NewKeys.isMade(bits: keys.bits) else {
            throw .badKey("a key of \(keys.bits) bits is not made; take 2048, 3072, 4096 or 8192")
        }
        let subject = try distinguishedName(keys.subject)
        let algorithm = try signatureAlgorithm(keys.digest)
        do {
            let key = try _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: keys.bits))
            let privateKey = Certificate.PrivateKey(key)
            let publicKey = Certificate.PublicKey(key.publicKey)
            let identifier = SubjectKeyIdentifier(hash: publicKey)
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(1), publicKey: publicKey, notValidBefore: now,
                notValidAfter: now.addingTimeInterval(50 * 365 * 24 * 60 * 60), issuer: DistinguishedName(),
                subject: subject, signatureAlgorithm: algorithm,
                extensions: Certificate.Extensions {
                    Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil))
                    identifier
                    AuthorityKeyIdentifier(keyIdentifier: identifier.keyIdentifier)
                },
                issuerPrivateKey: privateKey)
            return (key.pemRepresentation + "\n", try certificate.serializeAsPEM().pemString + "\n")
        } catch {
            throw .badKey("it cannot be made")
        }
    }

    private static func signatureAlgorithm(_ digest: String) throws(EYAMLError) -> Certificate.SignatureAlgorithm {
        switch digest.uppercased().filter({ $0 != "-" }) {
        case "SHA256": return .sha256WithRSAEncryption
        case "SHA384": return .sha384WithRSAEncryption
        case "SHA512": return .sha512WithRSAEncryption
        default: throw .badKey("the digest '\(digest)' is not supported; take SHA256, SHA384 or SHA512")
        }
    }

    private static func distinguishedName(_ text: String) throws(EYAMLError) -> DistinguishedName {
        let parts = text.hasPrefix("/") ? text.dropFirst().split(separator: "/") : text.split(separator: ",")
        var names: [RelativeDistinguishedName] = []
        for part in parts {
            let fields = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = fields[0].trimmingCharacters(in: .whitespaces)
            guard fields.count == 2, let type = nameTypes[name] else {
                throw .badKey("the subject's field '\(name)' is unknown; write it as /CN=name/O=organization")
            }
            do {
                names.append(RelativeDistinguishedName(try attribute(type, String(fields[1]))))
            } catch {
                throw .badKey("the subject's field '\(name)' has characters that it cannot have")
            }
        }
        return DistinguishedName(names)
    }

    /// The kinds of text that OpenSSL gives them.
    private static func attribute(
        _ type: ASN1ObjectIdentifier, _ text: String
    ) throws -> RelativeDistinguishedName.Attribute {
        switch type {
        case .RDNAttributeType.countryName: try .init(type: type, printableString: text)
        case .RDNAttributeType.domainComponent, .RDNAttributeType.emailAddress: try .init(type: type, ia5String: text)
        default: .init(type: type, utf8String: text)
        }
    }

    private static let nameTypes: [String: ASN1ObjectIdentifier] = [
        "C": .RDNAttributeType.countryName, "CN": .RDNAttributeType.commonName,
        "DC": .RDNAttributeType.domainComponent, "L": .RDNAttributeType.localityName,
        "O": .RDNAttributeType.organizationName, "OU": .RDNAttributeType.organizationalUnitName,
        "ST": .RDNAttributeType.stateOrProvinceName, "emailAddress": .RDNAttributeType.emailAddress,
        "street": .RDNAttributeType.streetAddress,
    ]
}
