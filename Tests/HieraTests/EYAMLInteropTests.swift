import Foundation
import Hiera
import JSON
import TestSupport
import Testing

/// What hiera-eyaml 3.3 and OpenSSL wrote with keys of theirs.
struct EYAMLInteropTests {
    private static func pem(_ name: String) throws -> String {
        try String(contentsOf: Fixtures.url("hiera/eyaml/\(name)"), encoding: .utf8)
    }

    @Test func everyRecordedValueIsOpenedOrRefused() throws {
        let lines = try Fixtures.lines("hiera/eyaml/interop.jsonl")
        #expect(lines.count == 48)
        for line in lines {
            let row = try JSONParser.parse(Array(line.utf8))
            let name = try #require(row["name"]?.string)
            let token = try #require(row["token"]?.string)
            let keys = try EYAMLKeyPair(privatePEM: Self.pem(#require(row["key"]?.string)), publicPEM: nil)
            var (plain, problem): (String?, String?) = (nil, nil)
            do throws(EYAMLError) {
                plain = Data(try EYAML.decryptBytes(token, with: keys)).base64EncodedString()
            } catch {
                problem = error.description
            }
            #expect(plain == row["plain"]?.string, "\(name)")
            #expect(problem == row["error"]?.string, "\(name)")
        }
    }

    @Test(arguments: ["rsa1024", "rsa4096", "rsa2048-sha1", "pkcs8-crlf"])
    func keysOfEverySizeAndFormBelongTogether(name: String) throws {
        let keys = try EYAMLKeyPair(
            privatePEM: Self.pem("keys/\(name).pem"), publicPEM: Self.pem("keys/\(name).crt"))
        #expect(keys.matches)
    }

    @Test func aFileWithBothGivesBoth() throws {
        let text = try Self.pem("keys/both.pem")
        #expect(try EYAMLKeyPair(privatePEM: text, publicPEM: text).matches)
        #expect(try EYAMLKeyPair(privatePEM: "\u{FEFF}\(text)", publicPEM: "\u{FEFF}\(text)").matches)
    }

    @Test(arguments: [
        ("ec.pem", "expected an RSA private key, found EC PARAMETERS"),
        ("ec-pkcs8.pem", "expected an RSA private key, found one of an elliptic curve"),
        ("ed25519.pem", "expected an RSA private key, found one of Ed25519"),
        ("passphrase.pem", "it is protected by a passphrase"),
        ("passphrase-pkcs8.pem", "it is protected by a passphrase"),
        ("rsa512.pem", "not an RSA private key of at least 1024 bits"),
        ("rsa1024.crt", "expected an RSA private key, found CERTIFICATE"),
    ])
    func otherPrivateKeysAreRefused(name: String, problem: String) throws {
        let text = try Self.pem("keys/\(name)")
        #expect(throws: EYAMLError.badKey(problem)) { try EYAMLKeyPair(privatePEM: text, publicPEM: nil) }
    }

    @Test(arguments: [
        ("ec.crt", "expected an RSA public key, found one of an elliptic curve"),
        ("rsa1024.pem", "expected a certificate or a public key, found RSA PRIVATE KEY"),
    ])
    func otherPublicKeysAreRefused(name: String, problem: String) throws {
        let text = try Self.pem("keys/\(name)")
        #expect(throws: EYAMLError.badKey(problem)) { try EYAMLPublicKey(pem: text) }
    }

    /// Whoever may have values opened learns nothing from the answer but that it failed.
    @Test func wrongKeyBadPaddingAndBinaryAreAnsweredAlike() throws {
        let keys = try EYAMLKeyPair(
            privatePEM: Self.pem("private_key.pkcs7.pem"), publicPEM: Self.pem("public_key.pkcs7.pem"))
        let publicKey = try #require(keys.publicKey)
        let plain = Array("two blocks of a plain text, thirty-two".utf8)
        let bytes: [UInt8] = try EYAML.encrypt(plain, with: publicKey)
        var answers: Set<String> = []
        func ask(_ bytes: [UInt8]) {
            do throws(EYAMLError) {
                _ = try EYAML.decrypt(Data(bytes).base64EncodedString(), with: keys) as String
            } catch {
                answers.insert(error.description)
            }
        }
        // The last block, which holds the padding; the encrypted content key; the block before; a cut block.
        for offset in 1...48 {
            for bit in 0..<8 {
                var changed = bytes
                changed[bytes.count - offset] ^= 1 << UInt8(bit)
                ask(changed)
            }
        }
        for index in stride(from: 100, to: 300, by: 7) {
            var changed = bytes
            changed[index] ^= 0x10
            ask(changed)
        }
        ask(try EYAML.encrypt([0xFF, 0xFE], with: publicKey))
        #expect(answers == [EYAMLError.wrongKey.description])
    }

    @Test func aMebibyteGoesBothWays() throws {
        let keys = try EYAMLKeyPair(
            privatePEM: Self.pem("private_key.pkcs7.pem"), publicPEM: Self.pem("public_key.pkcs7.pem"))
        let plain = (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) }
        let base64 = try EYAML.encryptBase64(plain, with: #require(keys.publicKey))
        #expect(try EYAML.decryptBytes(base64, with: keys) == plain)
    }
}
