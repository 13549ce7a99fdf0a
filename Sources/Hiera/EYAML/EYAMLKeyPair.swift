import CryptoExtras
import Foundation
import SwiftASN1
import Synchronization

/// The keys that open and make encrypted values: a private RSA key, a public one, or both.
///
/// It describes itself without its content.
package struct EYAMLKeyPair: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    private let privateKey: PrivateKey?
    package let publicKey: EYAMLPublicKey?

    /// The parsed key: to read it again for every value takes longer than to open the value.
    private final class PrivateKey: Sendable {
        private let key: Mutex<_RSA.Encryption.PrivateKey>

        init(_ bytes: [UInt8]) throws { key = Mutex(try _RSA.Encryption.PrivateKey(unsafeDERRepresentation: bytes)) }

        func decrypt(_ recipient: EnvelopedData.Recipient) -> [UInt8]? {
            let padding: _RSA.Encryption.Padding =
                switch recipient.padding {
                case .pkcs1: ._WEAK_AND_INSECURE_PKCS_V1_5
                case .oaepSHA1: .PKCS1_OAEP
                case .oaepSHA256: .PKCS1_OAEP_SHA256
                }
            return key.withLock { key in (try? key.decrypt(recipient.encryptedKey, padding: padding)).map(Array.init) }
        }
    }

    /// - Parameters:
    ///   - privatePEM: `RSA PRIVATE KEY` or `PRIVATE KEY`.
    ///   - publicPEM: `CERTIFICATE` or `PUBLIC KEY`.
    package init(privatePEM: String?, publicPEM: String?) throws(EYAMLError) {
        privateKey = try privatePEM.map { pem throws(EYAMLError) in try Self.parse(pem) }
        publicKey = try publicPEM.map { pem throws(EYAMLError) in try EYAMLPublicKey(pem: pem) }
    }

    package var hasPrivateKey: Bool { privateKey != nil }

    /// Whether the private key opens what the public key encrypts; false where one of them is missing.
    package var matches: Bool {
        guard let publicKey, privateKey != nil else { return false }
        let text: [UInt8] = [1, 2, 3]
        guard let bytes: [UInt8] = try? EYAML.encrypt(text, with: publicKey) else { return false }
        let opened: [UInt8]? = try? EYAML.decrypt(bytes, with: self)
        return opened == text
    }

    /// The key of a value; nil where this is not the recipient's key.
    func decrypt(_ recipient: EnvelopedData.Recipient) throws(EYAMLError) -> [UInt8]? {
        guard let privateKey else { throw .noPrivateKey }
        return privateKey.decrypt(recipient)
    }

    private static func parse(_ pem: String) throws(EYAMLError) -> PrivateKey {
        let block = try PEMBlock(in: pem, labels: ["RSA PRIVATE KEY", "PRIVATE KEY"], what: "an RSA private key")
        if block.label == "PRIVATE KEY", let name = KeyAlgorithm.otherThanRSA(privateKeyInfo: block.bytes) {
            throw .badKey("expected an RSA private key, found one of \(name)")
        }
        do {
            return try PrivateKey(block.bytes)
        } catch {
            throw .badKey("not an RSA private key of at least 1024 bits")
        }
    }

    package var description: String { "EYAMLKeyPair" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: [:]) }
}
