import Crypto
import CryptoExtras
import Foundation
import YAML

/// hiera-eyaml's PKCS7 values, readable and writable both ways.
package enum EYAML {
    /// The plain text of a token's base64 content, or of a whole `ENC[…]`.
    package static func decrypt(_ token: String, with keys: EYAMLKeyPair) throws(EYAMLError) -> String {
        var base64 = token
        if let found = Tokens.inValue(token).first {
            guard found.isPKCS7 else { throw .malformed("its scheme is \(found.scheme), not PKCS7") }
            base64 = found.base64
        }
        guard let bytes = Base64.decode(base64) else { throw .malformed("it is not base64") }
        let plain = try decrypt(bytes, with: keys)
        guard let text = String(validating: plain, as: UTF8.self) else { throw .notText }
        return text
    }

    /// The plain bytes of CMS enveloped data.
    package static func decrypt(_ bytes: [UInt8], with keys: EYAMLKeyPair) throws(EYAMLError) -> [UInt8] {
        let envelope = try EnvelopedData(bytes)
        for encryptedKey in envelope.encryptedKeys {
            let contentKey: [UInt8]
            do throws(EYAMLError) {
                contentKey = try keys.decrypt(encryptedKey)
            } catch .wrongKey {
                continue
            }
            guard contentKey.count == envelope.cipher.keyLength else { continue }
            do {
                return Array(
                    try AES._CBC.decrypt(
                        envelope.content, using: SymmetricKey(data: contentKey),
                        iv: AES._CBC.IV(ivBytes: envelope.initializationVector)))
            } catch {
                throw .wrongKey
            }
        }
        throw .wrongKey
    }

    /// `ENC[PKCS7,…]` on one line.
    package static func encrypt(_ plain: String, with publicKey: EYAMLPublicKey) throws(EYAMLError) -> String {
        string(base64: Base64.encode(try encrypt(Array(plain.utf8), with: publicKey)))
    }

    /// `>` and the token on folded lines, as `eyaml encrypt -o block` writes it after the key.
    package static func encryptBlock(
        _ plain: String, with publicKey: EYAMLPublicKey, indent: String = "  "
    ) throws(EYAMLError) -> String {
        block(base64: Base64.encode(try encrypt(Array(plain.utf8), with: publicKey)), indent: indent)
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

    static func string(base64: String) -> String { "ENC[PKCS7,\(base64)]" }

    static func block(base64: String, indent: String) -> String {
        var rest = string(base64: base64)[...]
        var lines = ""
        while !rest.isEmpty {
            lines += "\n" + indent + rest.prefix(60)
            rest = rest.dropFirst(60)
        }
        return ">" + lines
    }
}
