import Crypto
import CryptoExtras
package import Foundation
import SwiftASN1
import X509

extension EYAML {
    /// A new key pair as hiera-eyaml makes it: an RSA key, and a certificate without names signed with it.
    ///
    /// - Parameters:
    ///   - now: When the certificate begins to be valid; it is for 50 years.
    ///   - bits: 2048, 3072 or 4096.
    package static func createKeys(
        now: Date, bits: Int = 2048
    ) throws(EYAMLError) -> (privatePEM: String, publicPEM: String) {
        guard bits >= 2048, bits <= 8192, bits % 256 == 0 else {
            throw .badKey("a key of \(bits) bits; take 2048, 3072 or 4096")
        }
        do {
            let key = try _RSA.Signing.PrivateKey(keySize: _RSA.Signing.KeySize(bitCount: bits))
            let privateKey = Certificate.PrivateKey(key)
            let publicKey = Certificate.PublicKey(key.publicKey)
            let name = DistinguishedName()
            let identifier = SubjectKeyIdentifier(hash: publicKey)
            let certificate = try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(1), publicKey: publicKey, notValidBefore: now,
                notValidAfter: now.addingTimeInterval(50 * 365 * 24 * 60 * 60), issuer: name, subject: name,
                signatureAlgorithm: .sha256WithRSAEncryption,
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
}
