import CryptoExtras
import Foundation
import SwiftASN1

/// The keys that open and make encrypted values: a private RSA key, a public one, or both.
///
/// It describes itself without its content.
package struct EYAMLKeyPair: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// DER, in PKCS#1 or PKCS#8.
    private let privateKey: [UInt8]?
    package let publicKey: EYAMLPublicKey?

    /// - Parameters:
    ///   - privatePEM: `RSA PRIVATE KEY` or `PRIVATE KEY`.
    ///   - publicPEM: `CERTIFICATE` or `PUBLIC KEY`.
    package init(privatePEM: String?, publicPEM: String?) throws(EYAMLError) {
        if let privatePEM {
            let document = try PEMDocument(key: privatePEM)
            guard ["RSA PRIVATE KEY", "PRIVATE KEY"].contains(document.discriminator) else {
                throw .badKey("expected an RSA private key, found \(document.discriminator)")
            }
            privateKey = document.derBytes
            _ = try Self.parse(document.derBytes)
        } else {
            privateKey = nil
        }
        publicKey = try publicPEM.map { pem throws(EYAMLError) in try EYAMLPublicKey(pem: pem) }
    }

    /// Opens the key of a value.
    func decrypt(_ encryptedKey: [UInt8]) throws(EYAMLError) -> [UInt8] {
        guard let privateKey else { throw .noPrivateKey }
        let key = try Self.parse(privateKey)
        do {
            return Array(try key.decrypt(encryptedKey, padding: ._WEAK_AND_INSECURE_PKCS_V1_5))
        } catch {
            throw .wrongKey
        }
    }

    private static func parse(_ bytes: [UInt8]) throws(EYAMLError) -> _RSA.Encryption.PrivateKey {
        do {
            return try _RSA.Encryption.PrivateKey(unsafeDERRepresentation: bytes)
        } catch {
            throw .badKey("not an RSA private key of at least 1024 bits")
        }
    }

    package var description: String { "EYAMLKeyPair" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}

extension PEMDocument {
    /// The first PEM block of a text; what stands around it does not matter.
    init(key text: String) throws(EYAMLError) {
        do {
            guard let document = try PEMDocument.parseMultiple(pemString: text).first else {
                throw EYAMLError.badKey("it is not PEM")
            }
            self = document
        } catch {
            throw .badKey("it is not PEM")
        }
    }
}
