import ArgumentParser
import Foundation
import Hiera
import JSON
import TestSupport
import Testing

@testable import Commands

/// The commands beside hiera-eyaml 3.3: its recorded output everywhere, the program itself where it is installed.
@Suite struct EyamlAgreementTests {
    private static func fixture(_ name: String) -> String { Fixtures.url("hiera/eyaml/\(name)").path }

    private static let flags = [
        "--pkcs7-private-key", fixture("private_key.pkcs7.pem"), "--pkcs7-public-key", fixture("public_key.pkcs7.pem"),
    ]

    /// Ciphertexts differ from run to run; what is around them does not.
    private static func shape(_ text: String) -> String {
        text.replacing(#/[A-Za-z0-9+\/=]{9,}/#) { String(repeating: "*", count: $0.count) }
    }

    private static func unnumbered(_ text: String) -> String { text.replacing(#/DEC\(\d+\)/#) { _ in "DEC" } }

    /// As `puts` ends it.
    private static func ended(_ text: String) -> String { text.hasSuffix("\n") ? text : text + "\n" }

    @Test func everyRecordedOutputIsOurs() async throws {
        let keys = try KeyFiles().pair(
            privateKey: .file(Self.fixture("private_key.pkcs7.pem")),
            publicKey: .file(Self.fixture("public_key.pkcs7.pem")))
        let lines = try Fixtures.lines("hiera/eyaml/commands.jsonl")
        #expect(lines.count == 90)
        try await ScratchCodedir.with { folder in
            for line in lines {
                let row = try JSONParser.parse(Array(line.utf8))
                func text(_ name: String) throws -> String { try #require(row[name]?.string) }
                let input = try text("input")
                try folder.write("in", input)
                var ours = ""
                let name = try text("name")
                var theirs = try text("output")
                switch try text("mode") {
                case "string": ours = try Self.decrypt(["-s", input])
                case "file": ours = try Self.decrypt(["-f", folder.file("in")])
                case "eyaml": ours = try Self.decrypt(["-e", folder.file("in")])
                case "encrypt":
                    ours = try Self.encrypt(["-e", folder.file("in")])
                    #expect(try Self.plain(ours, keys) == Self.plain(theirs, keys), "\(name)")
                    (ours, theirs) = (Self.shape(ours), Self.shape(theirs))
                case "output":
                    let label = try text("label")
                    ours = try Self.encrypt(["-s", "x", "-o", input] + (label.isEmpty ? [] : ["-l", label]))
                    #expect(try Self.plain(ours, keys) == Self.plain(theirs, keys), "\(name)")
                    (ours, theirs) = (Self.shape(ours), Self.shape(theirs))
                default:
                    let edit = try EYAML.Edit(Array(input.utf8)) { token in
                        try EYAML.decryptBytes(token.base64, with: keys)
                    }
                    ours = String(decoding: edit.shown, as: UTF8.self)
                    // hiera-eyaml cuts text with letters past ASCII into too many pieces, and counts them.
                    if !input.utf8.allSatisfy({ $0 < 0x80 }) {
                        (ours, theirs) = (Self.unnumbered(ours), Self.unnumbered(theirs))
                    }
                }
                #expect(Self.ended(ours) == Self.ended(theirs), "\(name)")
            }
        }
    }

    private static func decrypt(_ arguments: [String]) throws -> String {
        String(decoding: try EyamlDecryptCommand.parse(arguments + flags).result(), as: UTF8.self)
    }

    private static func encrypt(_ arguments: [String]) throws -> String {
        String(decoding: try EyamlEncryptCommand.parse(arguments + flags).result(), as: UTF8.self)
    }

    private static func plain(_ text: String, _ keys: EYAMLKeyPair) throws -> [[UInt8]] {
        try EYAML.Tokens.inFile(Array(text.utf8)).map { try EYAML.decryptBytes($0.base64, with: keys) }
    }
}

/// hiera-eyaml itself.
private enum RealEyaml {
    static let path = ["/usr/bin/eyaml", "/opt/puppetlabs/puppet/bin/eyaml", "/usr/local/bin/eyaml"]
        .first(where: FileManager.default.isExecutableFile)

    static func run(_ arguments: [String], environment: [String: String] = [:]) throws -> [UInt8] {
        let process = Process()
        process.executableURL = URL(filePath: try #require(path))
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        let bytes = [UInt8](output.fileHandleForReading.readDataToEndOfFile())
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "eyaml \(arguments.prefix(3))")
        return bytes
    }
}

@Suite(.enabled(if: RealEyaml.path != nil, "hiera-eyaml is not installed"))
struct RealEyamlTests {
    private static let values: [[UInt8]] = [
        Array("correct horse".utf8), Array("naïve ☃ 日本語 🔑".utf8), [], Array("\n".utf8), Array("a\nb\r\nc\n".utf8),
        Array("a ]! b ENC[x] %{c}".utf8), Array(0...255), Array("0123456789abcdef".utf8),
        (0..<(1 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 31 ^ $0 >> 8) },
    ]

    /// Both programs' keys, of several sizes.
    private static func withKeys(_ body: (EyamlScratch, String) async throws -> Void) async throws {
        try await EyamlScratch.with { scratch in
            _ = try RealEyaml.run(["createkeys", "-q"] + scratch.flags("theirs"))
            _ = try RealEyaml.run(["createkeys", "-q", "--pkcs7-keysize", "4096"] + scratch.flags("theirs4096"))
            _ = try RealEyaml.run(["createkeys", "-q", "--pkcs7-keysize", "1024"] + scratch.flags("theirs1024"))
            let subject = ["--pkcs7-subject", "/C=DE/O=Example/CN=data", "--pkcs7-digest", "SHA512"]
            #expect(
                await scratch.run(
                    "createkeys", ["-q", "--pkcs7-keysize", "3072"] + subject + scratch.flags("ours3072"))
                    == ("", 0))
            for name in ["old", "ours3072", "theirs", "theirs4096", "theirs1024"] { try await body(scratch, name) }
        }
    }

    @Test func valuesGoBothWays() async throws {
        try await Self.withKeys { scratch, key in
            let pair = try scratch.pair(key)
            let isFull = key == "theirs"
            for (index, value) in Self.values.enumerated() where isFull || index < 2 {
                try scratch.codedir.write("plain", value)
                for form in isFull ? ["string", "block"] : ["string"] {
                    let theirs = try RealEyaml.run(
                        ["encrypt", "-q", "-o", form, "-f", scratch.file("plain")] + scratch.flags(key))
                    let token = try #require(EYAML.Tokens.inFile(theirs).first)
                    #expect(
                        try EYAML.decryptBytes(token.base64, with: pair) == value, "value \(index), \(form), \(key)")
                    let command = try EyamlEncryptCommand.parse(
                        ["-q", "-o", form, "-l", "x", "-f", scratch.file("plain")] + scratch.flags(key))
                    try scratch.codedir.write("ours.eyaml", try command.result())
                    let opened = try RealEyaml.run(
                        ["decrypt", "-q", "-e", scratch.file("ours.eyaml")] + scratch.flags(key))
                    let marked = Array((form == "string" ? "x: " : "x: >\n  ").utf8) + Array("DEC::PKCS7[".utf8) + value
                    #expect(opened == marked + Array("]!\n".utf8), "value \(index), \(form), \(key)")
                }
            }
        }
    }

    /// Each program edits what the other wrote.
    @Test func editsGoBothWays() async throws {
        try await EyamlScratch.with { scratch in
            let one = try scratch.base64("one")
            try scratch.write(
                "a.eyaml", "---\na: ENC[PKCS7,\(one)]\nb: >\n\(EYAML.block(base64: try scratch.base64("two")))\n")
            try scratch.write(
                "editor.sh", "sed -i -e 's/\\[two\\]/[2]/' -e '$a c: DEC::PKCS7[new]!' \"$1\"")
            let editor = ["EDITOR": "sh \(scratch.file("editor.sh"))"]
            _ = try RealEyaml.run(["edit", "-q", scratch.file("a.eyaml")] + scratch.flags("old"), environment: editor)
            #expect(try scratch.decrypted("a.eyaml", with: "old") == "---\na: one\nb: >\n  2\nc: new\n")
            #expect(try scratch.read("a.eyaml").hasPrefix("---\na: ENC[PKCS7,\(one)]\n"))
            try scratch.write(
                "editor.sh", "sed -i -e 's/\\[2\\]/[two]/' -e 's/^c: DEC(5)::PKCS7/c: DEC::PKCS7/' \"$1\"")
            try await EyamlEditSession(
                path: scratch.file("a.eyaml"), pair: scratch.pair("old"), publicKey: scratch.publicKey("old"),
                editor: Editor(command: "sh \(scratch.file("editor.sh"))"), hasPreamble: true, environment: [:],
                say: { _ in }, wantsToTryAgain: { false }
            ).run()
            let opened = try RealEyaml.run(["decrypt", "-q", "-f", scratch.file("a.eyaml")] + scratch.flags("old"))
            #expect(String(decoding: opened, as: UTF8.self) == "---\na: one\nb: two\nc: new\n")
            #expect(try scratch.read("a.eyaml").hasPrefix("---\na: ENC[PKCS7,\(one)]\n"))
        }
    }

    @Test func whatRekeyWritesOpensThere() async throws {
        try await EyamlScratch.with { scratch in
            let block = EYAML.block(base64: try scratch.base64("lines\nof text"), indent: "    ")
            try scratch.write("a.eyaml", "a: \(try scratch.encrypted("x"))\nb: >\n\(block)\nc: 1\n")
            let code = await scratch.run(
                "rekey", [scratch.file("a.eyaml"), "--from", scratch.file("old"), "--to", scratch.file("new")])
            #expect(code == ("", 0))
            let opened = try RealEyaml.run(["decrypt", "-q", "-f", scratch.file("a.eyaml")] + scratch.flags("new"))
            #expect(String(decoding: opened, as: UTF8.self) == "a: x\nb: |\n  lines\n  of text\nc: 1\n")
        }
    }
}
