import Foundation
import Hiera
import Testing

@testable import Commands

@Suite struct EyamlRekeyTests {
    private func rekey(_ scratch: EyamlScratch, _ more: [String] = []) async -> (message: String, code: Int32) {
        await scratch.run(
            "rekey", [scratch.file("data"), "--from", scratch.file("old"), "--to", scratch.file("new")] + more)
    }

    /// Every way that a value can be written, a thousand of them in a tree: all open with the new key, none with the
    /// old, and where the ciphertexts stood before stand ciphertexts of the same shape.
    @Test func aTreeOfAThousandValues() async throws {
        try await EyamlScratch.with { scratch in
            let base64 = try (0..<20).map { try scratch.base64("secret \($0)\n") }
            for file in 0..<50 {
                var text = "---\n# comment of file \(file)\n"
                for value in 0..<20 { text += Self.entry(value, base64[(value + file) % 20]) }
                try scratch.write("data/d\(file % 5)/f\(file).\(["yaml", "yml", "eyaml"][file % 3])", text)
            }
            let names = try FileManager.default.subpathsOfDirectory(atPath: scratch.file("data"))
                .filter { $0.contains(".") }.map { "data/\($0)" }
            #expect(names.count == 50)
            let before = try names.map { try scratch.bytes($0) }
            #expect(await rekey(scratch) == ("", 0))
            let (old, new) = (try scratch.pair("old"), try scratch.pair("new"))
            var count = 0
            for (name, before) in zip(names, before) {
                let after = try scratch.bytes(name)
                let (tokens, others) = (EYAML.Tokens.inFile(before), EYAML.Tokens.inFile(after))
                #expect(Self.withoutCiphertext(before, tokens) == Self.withoutCiphertext(after, others), "\(name)")
                #expect(tokens.map(\.range) == others.map(\.range))
                for (token, other) in zip(tokens, others) {
                    let plain = try EYAML.decryptBytes(token.base64, with: old)
                    #expect(try EYAML.decryptBytes(other.base64, with: new) == plain)
                    #expect(throws: EYAMLError.wrongKey) { try EYAML.decryptBytes(other.base64, with: old) }
                    count += 1
                }
            }
            #expect(count == 1000)
        }
    }

    private static func entry(_ value: Int, _ base64: String) -> String {
        let token = "ENC[PKCS7,\(base64)]"
        func folded(_ width: Int, _ separator: String) -> String {
            var (lines, rest) = ([Substring](), token[...])
            while !rest.isEmpty {
                lines.append(rest.prefix(width))
                rest = rest.dropFirst(width)
            }
            return lines.joined(separator: separator)
        }
        return switch value % 10 {
        case 0: "k\(value): \(token)\n"
        case 1: "k\(value):   '\(token)'   # kept\n"
        case 2: "k\(value): >\n  \(folded(60, "\n  "))\n"
        case 3: "k\(value): >-\n      \(folded(76, "\n      "))\n\n"
        case 4: "k\(value): |\r\n  \(folded(64, "\r\n  "))\r\n"
        case 5: "k\(value): \"before \(token) and \(folded(40, "\\\n    ")) after\"\n".replacing(token, with: "x")
        case 6: "k\(value): [plain, {a: \(token)}]\n"
        case 7: "# k\(value): >\n#   \(folded(60, "\n#   "))\n"
        case 8: "k\(value): ENC[\(base64)]\n"
        default: "k\(value):\n- x\n- \(folded(100, "\n\t "))\n"
        }
    }

    /// The bytes with every digit of a ciphertext made the same.
    private static func withoutCiphertext(_ bytes: [UInt8], _ tokens: [EYAML.Token]) -> [UInt8] {
        var bytes = bytes
        for token in tokens {
            let prefix = bytes[token.range].starts(with: "ENC[PKCS7,".utf8) ? 10 : 4
            for index in token.range.dropFirst(prefix) {
                switch bytes[index] {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D:
                    // An escaped line end is no digit, though it may look like one.
                    if bytes[index - 1] != UInt8(ascii: "\\") { bytes[index] = UInt8(ascii: "*") }
                default: break
                }
            }
        }
        return bytes
    }

    @Test func whatIsNoValueStaysByteForByte() async throws {
        try await EyamlScratch.with { scratch in
            let secret = try scratch.encrypted("hunter2")
            let text =
                "# a comment\nplain:   'x'\nsecret: \(secret) # kept\ngpg: ENC[GPG,QUJD]\n# as in ENC[PKCS7,MIIB]\n"
            // Neither bytes that are no UTF-8 nor a missing line end at the end matter.
            try scratch.codedir.write("data/a/b.eyaml", Array(text.utf8) + [0x23, 0xFF, 0xFE])
            try scratch.write("data/c.txt", "secret: \(secret)\n")
            #expect(await rekey(scratch) == ("", 0))
            let after = try scratch.bytes("data/a/b.eyaml")
            #expect(after.suffix(3) == [0x23, 0xFF, 0xFE])
            let lines = String(decoding: after, as: UTF8.self).split(separator: "\n")
            #expect(lines.count == 6 && lines[0] == "# a comment" && lines[4] == "# as in ENC[PKCS7,MIIB]")
            #expect(lines[2].hasPrefix("secret: ENC[PKCS7,") && lines[2].hasSuffix("] # kept"))
            #expect(lines[3] == "gpg: ENC[GPG,QUJD]")
            #expect(try scratch.decrypted("data/a/b.eyaml", with: "new").contains("secret: hunter2 # kept"))
            #expect(try scratch.read("data/c.txt") == "secret: \(secret)\n")
        }
    }

    @Test func filesKeepTheirPermissionsAndLinksStayLinks() async throws {
        try await EyamlScratch.with { scratch in
            let files = FileManager.default
            for name in ["data/a.eyaml", "data/store/b.v1", "elsewhere/c.eyaml"] {
                try scratch.write(name, "secret: \(try scratch.encrypted("x"))\n")
            }
            let outside = try scratch.read("elsewhere/c.eyaml")
            try files.setAttributes([.posixPermissions: 0o640], ofItemAtPath: scratch.file("data/a.eyaml"))
            for (link, target) in [
                ("b.eyaml", "store/b.v1"), ("c.eyaml", "../elsewhere/c.eyaml"), ("folder", "../elsewhere"),
                ("again.yaml", "a.eyaml"), ("loop", "."), ("broken.yaml", "nothing"),
            ] {
                try files.createSymbolicLink(atPath: scratch.file("data/\(link)"), withDestinationPath: target)
            }
            #expect(await rekey(scratch) == ("", 0))
            let attributes = try files.attributesOfItem(atPath: scratch.file("data/a.eyaml"))
            #expect(attributes[.posixPermissions] as? Int == 0o640)
            #expect(try scratch.decrypted("data/a.eyaml", with: "new") == "secret: x\n")
            #expect(try scratch.decrypted("data/store/b.v1", with: "new") == "secret: x\n")
            #expect(try files.destinationOfSymbolicLink(atPath: scratch.file("data/b.eyaml")) == "store/b.v1")
            #expect(try scratch.read("elsewhere/c.eyaml") == outside)
            #expect(try files.contentsOfDirectory(atPath: scratch.file("data")).allSatisfy { !$0.hasSuffix(".tmp") })
        }
    }

    @Test func aValueThatCannotBeDecryptedLeavesEveryFileAsItWas() async throws {
        try await EyamlScratch.with { scratch in
            let good = "secret: \(try scratch.encrypted("x"))\n"
            try scratch.write("data/a.eyaml", good)
            let other = try scratch.encrypted("hunter2", for: "new")
            try scratch.write("data/b.eyaml", "---\na:\n  list:\n  - 1\n  - \(other)\nb: ENC[PKCS7,MIIB]\n")
            let (message, code) = await scratch.run(
                "rekey",
                [
                    scratch.file("data"), "--from", scratch.file("old"), "--to",
                    scratch.file("new/public_key.pkcs7.pem"),
                ])
            #expect(code == 1)
            for part in [
                "data/b.eyaml:5: the value of 'a.list.1': ", "data/b.eyaml:6: the value of 'b': ",
                "nothing was written",
            ] {
                #expect(message.contains(part), "\(message)")
            }
            #expect(!message.contains("hunter2"))
            #expect(try scratch.read("data/a.eyaml") == good)
        }
    }

    /// With the new private key at hand a value that it opens is done.
    @Test func anInterruptedRunCanBeRunAgain() async throws {
        try await EyamlScratch.with { scratch in
            let done = "a: \(try scratch.encrypted("a", for: "new"))\n"
            try scratch.write("data/a.eyaml", done)
            try scratch.write("data/b.eyaml", "b: \(try scratch.encrypted("b"))\n")
            #expect(await rekey(scratch) == ("", 0))
            #expect(try scratch.read("data/a.eyaml") == done)
            #expect(try scratch.decrypted("data/b.eyaml", with: "new") == "b: b\n")
        }
    }

    @Test func aDryRunWritesNothing() async throws {
        try await EyamlScratch.with { scratch in
            let text = "a: \(try scratch.encrypted("a"))\n"
            try scratch.write("data/a.eyaml", text)
            #expect(await rekey(scratch, ["--dry-run"]) == ("", 0))
            #expect(try scratch.read("data/a.eyaml") == text)
        }
    }

    @Test func keysThatDoNotBelongTogetherAreNotTaken() async throws {
        try await EyamlScratch.with { scratch in
            let text = "a: \(try scratch.encrypted("a"))\n"
            try scratch.write("data/a.eyaml", text)
            try scratch.write("new/private_key.pkcs7.pem", scratch.read("old/private_key.pkcs7.pem"))
            let (message, code) = await rekey(scratch)
            #expect(code == 1 && message.contains("does not open what the new public key encrypts"), "\(message)")
            #expect(try scratch.read("data/a.eyaml") == text)
        }
    }
}

@Suite struct FileReplacementTests {
    @Test func allOrNone() async throws {
        try await ScratchCodedir.with { folder in
            try folder.write("a", "1")
            try folder.write("b", "other than expected")
            let changes = ["a", "b"].map {
                FileReplacements.Change(path: folder.file($0), old: Array("1".utf8), new: Array("2".utf8))
            }
            #expect(throws: CommandFailure.self) { try FileReplacements.apply(changes) }
            #expect(try folder.read("a") == "1")
            // A folder in the place of a file cannot be replaced; what was before it is undone.
            try folder.write("c/d", "")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(throws: CommandFailure.self) {
                try FileReplacements.apply([changes[0], .init(path: folder.file("c"), old: nil, new: [0x32])])
            }
            #expect(try folder.read("a") == "1")
            #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted() == names)
        }
    }
}
