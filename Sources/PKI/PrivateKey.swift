import Crypto
import CryptoExtras
import SwiftASN1
import X509

/// A private key, as PEM and ready to sign.
package struct PrivateKey: Sendable {
    /// What kind of key to make.
    package enum Algorithm: String, CaseIterable, Sendable {
        case ecP256 = "ec-p256"
        case rsa2048 = "rsa-2048"
        case rsa4096 = "rsa-4096"
    }

    /// The key as PEM; unencrypted, so it belongs in a file that only its owner can read.
    package let pem: String
    let key: Certificate.PrivateKey

    /// Reads a PKCS#8, SEC 1 or PKCS#1 private key.
    package init(pem: String) throws(PKIError) {
        do {
            self.key = try Certificate.PrivateKey(pemEncoded: pem)
        } catch {
            throw .malformed(what: "private key", reason: "not an unencrypted PEM private key")
        }
        self.pem = pem
    }

    /// A new key as PEM.
    package static func generate(_ algorithm: Algorithm = .ecP256) throws(PKIError) -> String {
        switch algorithm {
        case .ecP256: P256.Signing.PrivateKey().pemRepresentation + "\n"
        case .rsa2048: try rsa(.bits2048)
        case .rsa4096: try rsa(.bits4096)
        }
    }

    private static func rsa(_ size: _RSA.Signing.KeySize) throws(PKIError) -> String {
        do {
            return try _RSA.Signing.PrivateKey(keySize: size).pemRepresentation + "\n"
        } catch {
            throw .authority(reason: "cannot generate an RSA key: \(error)")
        }
    }

    /// The digest that fits the key's strength; SHA-1 is never chosen.
    var signatureAlgorithm: Certificate.SignatureAlgorithm {
        let supported = key.supportedSignatureAlgorithms
        if supported.contains(.sha256WithRSAEncryption) { return .sha256WithRSAEncryption }
        if supported.contains(.ecdsaWithSHA256) { return .ecdsaWithSHA256 }
        return .ed25519
    }
}
