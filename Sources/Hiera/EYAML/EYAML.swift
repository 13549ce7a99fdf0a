import Crypto
import CryptoExtras
import Foundation
import JSON
import YAML

/// hiera-eyaml's PKCS7 values, readable and writable both ways.
package enum EYAML {
    /// The plain text of a token's base64 content, or of a whole `ENC[…]`.
    package static func decrypt(_ token: String, with keys: EYAMLKeyPair) throws(EYAMLError) -> String {
        let plain = try decryptBytes(token, with: keys)
        guard let text = String(validating: plain, as: UTF8.self) else { throw .wrongKey }
        return text
    }

    /// The same for a value that need not be text.
    package static func decryptBytes(_ token: String, with keys: EYAMLKeyPair) throws(EYAMLError) -> [UInt8] {
        var base64 = token
        if let found = Tokens.inValue(token).first {
            guard found.isPKCS7 else { throw .malformed("its scheme is \(found.scheme), not PKCS7") }
            base64 = found.base64
        }
        guard let bytes = Base64.decode(base64, .spaced) else { throw .malformed("it is not base64") }
        return try decrypt(bytes, with: keys)
    }

    /// The plain bytes of CMS enveloped data.
    package static func decrypt(_ bytes: [UInt8], with keys: EYAMLKeyPair) throws(EYAMLError) -> [UInt8] {
        let envelope = try EnvelopedData(bytes)
        for recipient in envelope.recipients {
            guard let contentKey = try keys.decrypt(recipient), contentKey.count == envelope.cipher.keyLength else {
                continue
            }
            do {
                return Array(
                    try AES._CBC.decrypt(
                        envelope.content, using: SymmetricKey(data: contentKey),
                        iv: AES._CBC.IV(ivBytes: envelope.initializationVector)))
            } catch {
                // The same answer as to a key that does not open it, so that nobody learns which of them it was.
                continue
            }
        }
        throw .wrongKey
    }

    /// `ENC[PKCS7,…]` on one line.
    package static func encrypt(_ plain: String, with publicKey: EYAMLPublicKey) throws(EYAMLError) -> String {
        string(base64: try encryptBase64(Array(plain.utf8), with: publicKey))
    }

    /// The content of a token.
    package static func encryptBase64(
        _ plain: [UInt8], with publicKey: EYAMLPublicKey
    ) throws(EYAMLError) -> String {
        Base64.encode(try encrypt(plain, with: publicKey))
    }

    /// CMS enveloped data, DER, with a fresh AES-256 key.
    package static func encrypt(_ plain: [UInt8], with publicKey: EYAMLPublicKey) throws(EYAMLError) -> [UInt8] {
        let contentKey = SymmetricKey(size: .bits256)
        let vector = AES._CBC.IV()
        let encryptedKey = try publicKey.encrypt(contentKey.withUnsafeBytes { Array($0) })
        do {
            let content = Array(try AES._CBC.encrypt(plain, using: contentKey, iv: vector))
            let envelope = EnvelopedData(
                encryptedKey: encryptedKey, initializationVector: Array(vector), content: content)
            return try envelope.serialized(for: publicKey)
        } catch {
            throw .malformed("it cannot be encrypted")
        }
    }

    /// A token on one line.
    package static func string(base64: String) -> String { Folding.string.text(base64: base64) }

    /// A token on lines of 60 characters, each with this indent, as hiera-eyaml writes it below a `>`.
    package static func block(base64: String, indent: String = "  ") -> String {
        indent + Folding.block(indent: indent).text(base64: base64)
    }
}
