import Foundation
import Hiera
import TestSupport
import Testing

struct EYAMLEditTests {
    private let keys: EYAMLKeyPair
    private let publicKey: EYAMLPublicKey

    init() throws {
        func pem(_ name: String) throws -> String {
            try String(contentsOf: Fixtures.url("hiera/eyaml/\(name)"), encoding: .utf8)
        }
        keys = try EYAMLKeyPair(privatePEM: pem("private_key.pkcs7.pem"), publicPEM: pem("public_key.pkcs7.pem"))
        publicKey = try #require(keys.publicKey)
    }

    private func block(_ text: String, indent: String) throws -> String {
        ">\n" + EYAML.block(base64: try EYAML.encryptBase64(Array(text.utf8), with: publicKey), indent: indent)
    }

    private func original() throws -> String {
        """
        a: \(try EYAML.encrypt("one", with: publicKey))
        b: ENC[GPG,QUJD]
        c: \(try block("two\nlines", indent: "    "))
        d: "x \(try EYAML.encrypt("three", with: publicKey)) \(try EYAML.encrypt("bad ]! end", with: publicKey))"
        e: \(try EYAML.encrypt("", with: publicKey))
        f: \(try EYAML.encrypt("DEC::PKCS7[x", with: publicKey))
        g: \(try EYAML.encrypt("x]", with: publicKey))
        """
    }

    private func edit(_ text: String) throws -> EYAML.Edit {
        try EYAML.Edit(Array(text.utf8)) { token throws(EYAMLError) in
            try EYAML.decryptBytes(token.base64, with: keys)
        }
    }

    private func shown(_ text: String) throws -> String { String(decoding: try edit(text).shown, as: UTF8.self) }

    private func encrypted(_ edited: String, _ original: String) throws -> String {
        String(decoding: try edit(original).encrypted(Array(edited.utf8), with: publicKey), as: UTF8.self)
    }

    private func tokens(_ text: String) -> [EYAML.Token] { EYAML.Tokens.inFile(Array(text.utf8)) }

    /// The numbers are hiera-eyaml's, which counts what stands between the values too.
    @Test func unchangedTextKeepsItsBytes() throws {
        let original = try original()
        let shown = try shown(original)
        #expect(
            shown.hasPrefix(
                "a: DEC(1)::PKCS7[one]!\nb: ENC[GPG,QUJD]\nc: >\n    DEC(5)::PKCS7[two\nlines]!\nd: \"x DEC(7)::PKCS7[three]! ENC[PKCS7,"
            ))
        #expect(shown.contains("\ne: DEC(11)::PKCS7[]!\nf: ENC[PKCS7,"))
        #expect(shown.hasSuffix("\ng: DEC(15)::PKCS7[x]]!"))
        #expect(
            try edit(original).hidden.map(\.reason) == ["its text holds ]!", "its text looks like an edited value"])
        #expect(try encrypted(shown, original) == original)
    }

    @Test func onlyWhatChangedIsEncryptedAgain() throws {
        let original = try original()
        let edited =
            try shown(original).replacing("[three]", with: "[3]").replacing("[two\nlines]", with: "[2]")
            + "\nh: DEC::PKCS7[new]!\ni: >\n   DEC::PKCS7[block]!\n"
        let result = try encrypted(edited, original)
        // Random base64 may hold the letters, but neither bracket nor colon.
        #expect(!result.contains("DEC(") && !result.contains("DEC::"))
        let (before, after) = (tokens(original), tokens(result))
        #expect(after.count == before.count + 2)
        #expect(
            zip(before, after).map { $0.base64 == $1.base64 } == [true, true, false, false, true, true, true, true])
        #expect(try after[2].isFolded && EYAML.decrypt(after[2].base64, with: keys) == "2")
        #expect(try EYAML.decrypt(after[3].base64, with: keys) == "3")
        #expect(try EYAML.decrypt(after[8].base64, with: keys) == "new")
        #expect(try after[9].isFolded && EYAML.decrypt(after[9].base64, with: keys) == "block")
        let lines = result.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("   ENC[PKCS7,") && $0.utf8.count == 63 })
    }

    /// However a value was broken into lines, it stays so, and follows its key to another indent.
    @Test func anUnusualFoldingIsKept() throws {
        let base64 = try EYAML.encryptBase64(Array("x".utf8), with: publicKey)
        let narrow = ">-\r\n  ENC[PKCS7,\(base64.prefix(300))\r\n  \(base64.dropFirst(300))]"
        let original = "a: \(narrow)\r\n"
        #expect(try encrypted(shown(original), original) == original)
        let edited = try shown(original).replacing("[x]", with: "[y]")
        let result = try encrypted(edited, original)
        #expect(result.utf8.prefix(330).count { $0 == 0x0A } == 2)
        #expect(result != original && result.utf8.count == original.utf8.count)
        let moved = "a:\n  b: >-\n    DEC(1)::PKCS7[x]!\n"
        #expect(
            try encrypted(moved, original)
                == "a:\n  b: >-\n    ENC[PKCS7,\(base64.prefix(300))\r\n    \(base64.dropFirst(300))]\n")
        #expect(try encrypted("a: DEC(1)::PKCS7[x]!\n", original) == "a: ENC[PKCS7,\(base64)]\n")
        let string = "a: ENC[PKCS7,\(base64)]\n"
        #expect(
            try encrypted("a: >\n    DEC(1)::PKCS7[x]!\n", string)
                == "a: >\n\(EYAML.block(base64: base64, indent: "    "))\n")
    }

    @Test(arguments: [
        ("a: DEC(1)::PKCS7[x]!\nb: DEC(1)::PKCS7[y]!", 2, "DEC(1) is there twice"),
        ("a: DEC(9)::PKCS7[x]!", 1, "DEC(9) was not in the file"),
        ("a: DEC(2)::PKCS7[x]!", 1, "DEC(2) was not in the file"),
        ("a: DEC(99999999999999999999)::PKCS7[x]!", 1, "was not in the file"),
        ("\n\na: DEC::PKCS7[x", 3, "has no ]! at its end"),
        ("a: DEC::PKCS7[x]\nb: DEC(1)::PKCS7[y]!", 1, "has no ]! before the next one begins"),
        ("a: DEC(1):PKCS7[x]!", 1, "this is not written as a value"),
        ("a: DEC(1)::PKCS7(x)!", 1, "this is not written as a value"),
        ("a: DEC::GPG[x]!", 1, "the encryption method GPG is not supported"),
    ])
    func wrongMarksAreRefusedAtTheirLine(edited: String, line: Int, problem: String) throws {
        let original = try original()
        do {
            _ = try encrypted(edited, original)
            Issue.record("\(edited) was encrypted")
        } catch let failure as EYAML.Edit.Failure {
            #expect(failure.line == line)
            #expect(failure.problem.contains(problem), "\(failure)")
        }
    }

    @Test func withoutDecryptionOnlyNewValuesAreEncrypted() throws {
        let original = try original()
        let edit = EYAML.Edit(undecrypted: Array(original.utf8))
        #expect(edit.shown == Array(original.utf8))
        let result = try edit.encrypted(Array("\(original)\nz: DEC::PKCS7[new]!\n".utf8), with: publicKey)
        #expect(String(decoding: result, as: UTF8.self).hasPrefix("\(original)\nz: ENC[PKCS7,"))
        #expect(throws: EYAML.Edit.Failure.self) {
            try edit.encrypted(Array("a: DEC(1)::PKCS7[x]!".utf8), with: publicKey)
        }
    }
}
