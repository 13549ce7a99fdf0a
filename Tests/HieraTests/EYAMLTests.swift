import Foundation
import Hiera
import TestSupport
import Testing

struct EYAMLTests {
    private static func pem(_ name: String) throws -> String {
        try String(contentsOf: Fixtures.url("hiera/eyaml/\(name)"), encoding: .utf8)
    }

    private static func rows(_ name: String) throws -> [[String]] {
        try Fixtures.lines("hiera/eyaml/\(name)").map { $0.split(separator: "\t").map(String.init) }
    }

    private static func keys(
        _ privateName: String? = "private_key.pkcs7.pem", _ publicName: String? = "public_key.pkcs7.pem"
    ) throws -> EYAMLKeyPair {
        try EYAMLKeyPair(privatePEM: privateName.map(pem), publicPEM: publicName.map(pem))
    }

    /// Values that hiera-eyaml 3.3 and OpenSSL made.
    @Test(arguments: ["private_key.pkcs7.pem", "private_key.pkcs8.pem"])
    func opensWhatOthersMade(privateKey: String) throws {
        let keys = try Self.keys(privateKey, nil)
        let rows = try Self.rows("vectors.tsv")
        #expect(rows.count == 10)
        for row in rows { #expect(try EYAML.decrypt(row[2], with: keys) == row[1], "\(row[0])") }
    }

    @Test func refusesWhatItCannotOpen() throws {
        let keys = try Self.keys()
        var errors: [String: EYAMLError] = [:]
        for row in try Self.rows("refused.tsv") {
            do throws(EYAMLError) {
                _ = try EYAML.decrypt(row[1], with: keys)
            } catch {
                errors[row[0]] = error
            }
        }
        #expect(errors["des3"] == .unsupportedCipher("3DES (1.2.840.113549.3.7)"))
        #expect(errors["other key"] == .wrongKey)
        #expect(
            errors["gcm"]
                == .malformed("it is authenticated enveloped data (AES-GCM), not enveloped data"))
        #expect(errors["signed"] == .malformed("it is not CMS enveloped data"))
    }

    @Test(arguments: ["", "x", "naïve ☃", "two\nlines\n", "%{who} ]! ENC[x]", String(repeating: "long ", count: 2000)])
    func roundTrip(text: String) throws {
        let keys = try Self.keys()
        let publicKey = try #require(keys.publicKey)
        let token = try EYAML.encrypt(text, with: publicKey)
        #expect(token.hasPrefix("ENC[PKCS7,") && !token.contains("\n"))
        #expect(try EYAML.decrypt(token, with: keys) == text)
        #expect(try EYAML.encrypt(text, with: publicKey) != token)
        let block = EYAML.block(base64: try EYAML.encryptBase64(Array(text.utf8), with: publicKey))
        #expect(try EYAML.decrypt(block, with: keys) == text)
        #expect(block.split(separator: "\n").allSatisfy { $0.hasPrefix("  ") && $0.count <= 62 })
    }

    @Test func barePublicKeyEncrypts() throws {
        let keys = try Self.keys("private_key.pkcs7.pem", "public_key.spki.pem")
        let token = try EYAML.encrypt("x", with: try #require(keys.publicKey))
        #expect(try EYAML.decrypt(token, with: keys) == "x")
    }

    @Test func otherKeyDoesNotOpen() throws {
        let token = try EYAML.encrypt("top secret", with: try #require(try Self.keys().publicKey))
        let other = try Self.keys("other_private.pem", nil)
        #expect(throws: EYAMLError.wrongKey) { try EYAML.decrypt(token, with: other) }
        let none = try Self.keys(nil)
        #expect(throws: EYAMLError.noPrivateKey) { try EYAML.decrypt(token, with: none) }
    }

    /// CBC has no integrity, so a changed byte may give other text, but never a trap and never the same text.
    @Test func changedAndCutContentNeverOpensAsItWas() throws {
        let keys = try Self.keys()
        let plain = Array("the plain text of this value, more than two blocks of it".utf8)
        let bytes: [UInt8] = try EYAML.encrypt(plain, with: try #require(keys.publicKey))
        for index in stride(from: 0, to: bytes.count, by: 3) {
            var changed = bytes
            changed[index] ^= 0x41
            let opened: [UInt8]? = try? EYAML.decrypt(changed, with: keys)
            // The recipient's name, the versions and the parameters are not looked at.
            if index > 330 || (80..<300).contains(index) { #expect(opened != plain, "byte \(index)") }
        }
        for length in stride(from: 0, to: bytes.count, by: 5) {
            #expect(throws: EYAMLError.self) {
                _ = try EYAML.decrypt(Array(bytes.prefix(length)), with: keys) as [UInt8]
            }
        }
        #expect(throws: EYAMLError.self) { try EYAML.decrypt("ENC[PKCS7,AAAA]", with: keys) }
        #expect(throws: EYAMLError.malformed("it is not base64")) { try EYAML.decrypt("not base64!", with: keys) }
    }

    @Test func createdKeysWorkAndAreAsHieraEyamlMakesThem() throws {
        let created = try EYAML.createKeys(now: Date(timeIntervalSince1970: 1_800_000_000))
        #expect(created.privatePEM.hasPrefix("-----BEGIN RSA PRIVATE KEY-----\n"))
        #expect(created.publicPEM.hasPrefix("-----BEGIN CERTIFICATE-----\n"))
        let keys = try EYAMLKeyPair(privatePEM: created.privatePEM, publicPEM: created.publicPEM)
        let token = try EYAML.encrypt("x", with: try #require(keys.publicKey))
        #expect(try EYAML.decrypt(token, with: keys) == "x")
    }

    @Test func keysThatAreNotMadeAreRefused() {
        let wrong: [(inout EYAML.NewKeys) -> Void] = [
            { $0.bits = 1024 }, { $0.bits = 2049 }, { $0.bits = -1 }, { $0.bits = 1 << 20 }, { $0.digest = "MD5" },
            { $0.subject = "/XX=1" }, { $0.subject = "/CN" }, { $0.subject = "/C=☃" },
        ]
        for change in wrong {
            var keys = EYAML.NewKeys()
            change(&keys)
            #expect(throws: EYAMLError.self) { try EYAML.createKeys(keys, now: Date(timeIntervalSince1970: 0)) }
        }
    }

    @Test func keysBelongTogetherOrNot() throws {
        #expect(try Self.keys().matches)
        #expect(try !Self.keys("private_key.pkcs7.pem", "other_public.pem").matches)
        #expect(try !Self.keys("private_key.pkcs7.pem", nil).matches)
        #expect(try !Self.keys(nil).matches)
    }

    @Test(arguments: ["", "x", "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----\n"])
    func brokenKeysAreRefused(pem: String) {
        #expect(throws: EYAMLError.self) { try EYAMLKeyPair(privatePEM: pem, publicPEM: nil) }
        #expect(throws: EYAMLError.self) { try EYAMLPublicKey(pem: pem) }
    }

    @Test func keysDoNotShowThemselves() throws {
        let keys = try Self.keys()
        var text = ""
        dump(keys, to: &text)
        #expect("\(keys) \(String(reflecting: keys)) \(text)".contains("[") == false)
        let certificate = try Self.pem("public_key.pkcs7.pem")
        #expect(throws: EYAMLError.badKey("expected an RSA private key, found CERTIFICATE")) {
            try EYAMLKeyPair(privatePEM: certificate, publicPEM: nil)
        }
    }
}
