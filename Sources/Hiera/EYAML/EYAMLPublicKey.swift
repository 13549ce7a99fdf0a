import CryptoExtras
import Foundation
import SwiftASN1

/// The public key that values are encrypted with, and the name that they address it by.
package struct EYAMLPublicKey: Sendable {
    /// `SubjectPublicKeyInfo`, DER.
    private let keyInfo: [UInt8]
    /// The certificate's issuer, DER.
    let issuer: [UInt8]
    /// The certificate's serial number, the bytes of the integer.
    let serialNumber: [UInt8]

    /// - Parameter pem: `CERTIFICATE`, or `PUBLIC KEY` as hiera-eyaml has it since 4.0.
    package init(pem: String) throws(EYAMLError) {
        let block = try PEMBlock(
            in: pem, labels: ["CERTIFICATE", "X509 CERTIFICATE", "PUBLIC KEY"], what: "a certificate or a public key")
        if block.label == "PUBLIC KEY" {
            (keyInfo, issuer, serialNumber) = (block.bytes, [0x30, 0x00], [0])
        } else {
            do {
                (keyInfo, issuer, serialNumber) = try Self.parse(certificate: block.bytes)
            } catch {
                throw .badKey("the certificate is damaged")
            }
        }
        if let name = KeyAlgorithm.otherThanRSA(publicKeyInfo: keyInfo) {
            throw .badKey("expected an RSA public key, found one of \(name)")
        }
        _ = try key()
    }

    func encrypt(_ contentKey: [UInt8]) throws(EYAMLError) -> [UInt8] {
        let key = try key()
        do {
            return Array(try key.encrypt(contentKey, padding: ._WEAK_AND_INSECURE_PKCS_V1_5))
        } catch {
            throw .badKey("the public key cannot encrypt")
        }
    }

    private func key() throws(EYAMLError) -> _RSA.Encryption.PublicKey {
        do {
            return try _RSA.Encryption.PublicKey(unsafeDERRepresentation: keyInfo)
        } catch {
            throw .badKey("not an RSA public key of at least 1024 bits")
        }
    }

    private static func parse(
        certificate: [UInt8]
    ) throws -> (keyInfo: [UInt8], issuer: [UInt8], serialNumber: [UInt8]) {
        var fields = ASN1Fields(try BER.parse(certificate))
        var toBeSigned = ASN1Fields(try fields.next(.sequence))
        toBeSigned.skipOptional(.context(0))
        let serialNumber = try toBeSigned.next(.integer)
        _ = try toBeSigned.next(.sequence)
        let issuer = try toBeSigned.next(.sequence)
        _ = try toBeSigned.next(.sequence)
        _ = try toBeSigned.next(.sequence)
        let keyInfo = try toBeSigned.next(.sequence)
        return (Array(keyInfo.encodedBytes), Array(issuer.encodedBytes), serialNumber.bytes)
    }
}
