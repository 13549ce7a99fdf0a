import Foundation
import Hiera
import TestSupport
import Testing

struct EYAMLEditTests {
    private static func keys() throws -> EYAMLKeyPair {
        func pem(_ name: String) throws -> String {
            try String(contentsOf: Fixtures.url("hiera/eyaml/\(name)"), encoding: .utf8)
        }
        return try EYAMLKeyPair(privatePEM: pem("private_key.pkcs7.pem"), publicPEM: pem("public_key.pkcs7.pem"))
    }

    private static func original(_ keys: EYAMLKeyPair) throws -> String {
        let publicKey = try #require(keys.publicKey)
        return """
            a: \(try EYAML.encrypt("one", with: publicKey))
            b: ENC[GPG,QUJD]
            c: \(try EYAML.encryptBlock("two\nlines", with: publicKey, indent: "    "))
            d: "x \(try EYAML.encrypt("three", with: publicKey)) \(try EYAML.encrypt("bad ]! end", with: publicKey))"
            """
    }

    @Test func unchangedTextKeepsItsCiphertext() throws {
        let keys = try Self.keys()
        let original = try Self.original(keys)
        let shown = try EYAML.Edit.decrypted(original, with: keys)
        #expect(
            shown.hasPrefix(
                "a: DEC(1)::PKCS7[one]!\nb: ENC[GPG,QUJD]\nc: >\n    DEC(3)::PKCS7[two\nlines]!\nd: \"x DEC(4)::PKCS7[three]! ENC[PKCS7,"
            ))
        #expect(try EYAML.Edit.encrypted(shown, original: original, with: keys) == original)
    }

    @Test func onlyWhatChangedIsEncryptedAgain() throws {
        let keys = try Self.keys()
        let original = try Self.original(keys)
        let edited =
            try EYAML.Edit.decrypted(original, with: keys).replacing("[three]", with: "[3]") + "\ne: DEC::PKCS7[new]!\n"
        let result = try EYAML.Edit.encrypted(edited, original: original, with: keys)
        // Random base64 may hold the letters, but neither bracket nor colon.
        #expect(!result.contains("DEC(") && !result.contains("DEC::"))
        let (before, after) = (EYAML.Tokens.inFile(original), EYAML.Tokens.inFile(result))
        #expect(after.count == before.count + 1)
        #expect(zip(before, after).map { $0.base64 == $1.base64 } == [true, true, true, false, true])
        #expect(try EYAML.decrypt(after[3].base64, with: keys) == "3")
        #expect(try EYAML.decrypt(after[5].base64, with: keys) == "new")
    }

    @Test(arguments: ["a: DEC(1)::PKCS7[x]!\nb: DEC(1)::PKCS7[y]!", "a: DEC(9)::PKCS7[x]!"])
    func wrongNumbersAreRefused(edited: String) throws {
        let keys = try Self.keys()
        let original = try Self.original(keys)
        #expect(throws: EYAMLError.self) { try EYAML.Edit.encrypted(edited, original: original, with: keys) }
    }
}
