import Foundation
import Hiera
import Subprocess
import Synchronization
import Testing

@testable import Commands

@Suite struct EyamlEditTests {
    /// What a session said.
    private final class Said: Sendable {
        private let lines = Mutex<[String]>([])
        func say(_ line: String) { lines.withLock { $0.append(line) } }
        var text: String { lines.withLock { $0.joined(separator: "\n") } }
    }

    private func session(
        _ scratch: EyamlScratch, _ name: String, _ script: String, said: Said = Said(), hasPreamble: Bool = true,
        decrypts: Bool = true, tryAgain: @escaping @Sendable () -> Bool = { false }
    ) throws -> EyamlEditSession {
        try scratch.write("editor.sh", script)
        return EyamlEditSession(
            path: scratch.file(name), pair: decrypts ? try scratch.pair("old") : nil,
            publicKey: try scratch.publicKey("old"), editor: Editor(command: "sh \(scratch.file("editor.sh"))"),
            hasPreamble: hasPreamble, environment: ["TMPDIR": scratch.file("tmp")], say: said.say,
            wantsToTryAgain: tryAgain)
    }

    private func withScratch(_ body: (EyamlScratch) async throws -> Void) async throws {
        try await EyamlScratch.with { scratch in
            try scratch.write("tmp/keep", "")
            try await body(scratch)
            // Whatever happened, no plain text is left.
            #expect(try FileManager.default.contentsOfDirectory(atPath: scratch.file("tmp")) == ["keep"])
        }
    }

    @Test func aRoundTripEncryptsOnlyWhatChanged() async throws {
        try await withScratch { scratch in
            let one = try scratch.encrypted("one")
            try scratch.write("a.eyaml", "a: \(one)\nb: \(try scratch.encrypted("two"))\nc: plain\n")
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: scratch.file("a.eyaml"))
            let script = """
                cp "$1" \(scratch.file("seen")); ls -l "$1" > \(scratch.file("listed")); touch "$1~"
                sed -e 's/\\[two\\]/[2]/' -e '$a d: DEC::PKCS7[new]!' "$1" > "$1.new"; mv "$1.new" "$1"
                """
            try await session(scratch, "a.eyaml", script).run()
            let seen = try scratch.read("seen")
            #expect(seen.hasPrefix("# | "))
            #expect(seen.hasSuffix("\na: DEC(1)::PKCS7[one]!\nb: DEC(3)::PKCS7[two]!\nc: plain\n"))
            #expect(try scratch.read("listed").hasPrefix("-rw-------"))
            #expect(try scratch.decrypted("a.eyaml", with: "old") == "a: one\nb: 2\nc: plain\nd: new\n")
            #expect(try scratch.read("a.eyaml").hasPrefix("a: \(one)\n"))
            let attributes = try FileManager.default.attributesOfItem(atPath: scratch.file("a.eyaml"))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func nothingIsWrittenWhereNothingChanged() async throws {
        try await withScratch { scratch in
            let text = "a: \(try scratch.encrypted("one"))"
            try scratch.write("a.eyaml", text)
            let before = try FileManager.default.attributesOfItem(atPath: scratch.file("a.eyaml"))
            let said = Said()
            try await session(scratch, "a.eyaml", "touch \"$1\"", said: said).run()
            let after = try FileManager.default.attributesOfItem(atPath: scratch.file("a.eyaml"))
            #expect(before[.systemFileNumber] as? Int == after[.systemFileNumber] as? Int)
            #expect(try scratch.read("a.eyaml") == text)
            #expect(said.text == "No changes detected, exiting")
        }
    }

    @Test func aNewFileAndOneWithoutDecryption() async throws {
        try await withScratch { scratch in
            let script = "printf 'a: DEC::PKCS7[x]!\\n' >> \"$1\""
            try await session(scratch, "new.eyaml", script, hasPreamble: false).run()
            #expect(try scratch.decrypted("new.eyaml", with: "old") == "---\na: x\n")
            let before = try scratch.read("new.eyaml")
            try await session(scratch, "new.eyaml", script.replacing("a:", with: "b:"), decrypts: false).run()
            #expect(try scratch.read("new.eyaml").hasPrefix(before))
            #expect(try scratch.decrypted("new.eyaml", with: "old") == "---\na: x\nb: x\n")
        }
    }

    @Test(arguments: [
        ("exit 3", "exit code 3"), ("rm \"$1\"", "moved the file away"), (": > \"$1\"", "is blank"),
        ("kill -9 $$", "ended by a signal"),
        ("printf '# | x' > \"$1\"", "is blank"),
    ])
    func anEditorThatFailsChangesNothing(script: String, problem: String) async throws {
        try await withScratch { scratch in
            let text = "a: \(try scratch.encrypted("one"))\n"
            try scratch.write("a.eyaml", text)
            let session = try session(scratch, "a.eyaml", script)
            await #expect { try await session.run() } throws: { "\($0)".contains(problem) }
            #expect(try scratch.read("a.eyaml") == text)
        }
    }

    /// What the user wrote is kept, but nobody can read it without the key.
    @Test func anEditThatCannotBeSavedIsKeptEncrypted() async throws {
        let scripts = [
            "printf 'b: DEC(1)::PKCS7[hunter2]!\\n' >> \"$1\"", "printf 'b: DEC::PKCS7[hunter2' >> \"$1\"",
            "printf 'b: hunter2\\n' >> \"$1\"; kill -9 $$",
            "printf 'b: DEC::PKCS7[hunter2]!\\n' >> \"$1\"; printf 'changed: meanwhile\\n' >> FILE",
        ]
        for script in scripts {
            try await withScratch { scratch in
                let text = "a: \(try scratch.encrypted("one"))\n"
                try scratch.write("a.eyaml", text)
                let session = try session(
                    scratch, "a.eyaml", script.replacing("FILE", with: scratch.file("a.eyaml")))
                await #expect {
                    try await session.run()
                } throws: {
                    "\($0)".contains("the edit is kept, encrypted, in") && !"\($0)".contains("hunter2")
                }
                #expect(try scratch.read("a.eyaml").hasPrefix(text))
                #expect(try !scratch.read("a.eyaml").contains("hunter2"))
                let kept = try #require(
                    FileManager.default.contentsOfDirectory(atPath: scratch.path).first { $0.hasSuffix(".edit") })
                #expect(try !scratch.read(kept).contains("hunter2"))
                #expect(try scratch.decrypted(kept, with: "old").contains("a: DEC(1)::PKCS7[one]!\nb: "))
                #expect(try scratch.decrypted(kept, with: "old").contains("hunter2"))
            }
        }
    }

    @Test func theEditorIsOfferedAgain() async throws {
        try await withScratch { scratch in
            try scratch.write("a.eyaml", "a: \(try scratch.encrypted("one"))\n")
            // The first time a mark is there twice, the second time the user mends it.
            let script = """
                if grep -q 'b: DEC(1)' "$1"; then sed -i 's/b: DEC(1)/b: DEC/' "$1"
                else printf 'b: DEC(1)::PKCS7[two]!\\n' >> "$1"; fi
                """
            let said = Said()
            try await session(scratch, "a.eyaml", script, said: said, tryAgain: { true }).run()
            #expect(said.text.contains("DEC(1) is there twice"))
            #expect(try scratch.decrypted("a.eyaml", with: "old") == "a: one\nb: two\n")
        }
    }

    @Test func valuesThatCannotBeShownStay() async throws {
        try await withScratch { scratch in
            let text = "a: \(try scratch.encrypted("x ]! y"))\nb: ENC[GPG,QUJD]\n# ENC[PKCS7,MIIB]\n"
            try scratch.write("a.eyaml", text)
            let said = Said()
            try await session(scratch, "a.eyaml", "printf 'c: 1\\n' >> \"$1\"", said: said).run()
            #expect(try scratch.read("a.eyaml") == "\(text)c: 1\n")
            #expect(said.text.contains("a.eyaml:1: a value stays encrypted: its text holds ]!"))
        }
    }

    @Test func aValueThatCannotBeOpenedIsNamed() async throws {
        try await withScratch { scratch in
            try scratch.write("a.eyaml", "x:\n  y: \(try scratch.encrypted("hunter2", for: "new"))\n")
            let session = try session(scratch, "a.eyaml", "exit 0")
            await #expect {
                try await session.run()
            } throws: {
                "\($0)".contains("a.eyaml:2: the value of 'x.y': ") && !"\($0)".contains("hunter2")
            }
        }
    }

    @Test func editorsAreFoundAsHieraEyamlFindsThem() async throws {
        try await withScratch { scratch in
            let program = scratch.file("my editor.sh")
            try scratch.write("my editor.sh", "#!/bin/sh\nprintf x >> \"$1\"\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: program)
            for command in [program, "'\(program)'", "A=1 \"\(program)\"", "env \"\(program)\""] {
                try scratch.write("edited", "")
                let editor = try Editor(environment: ["EDITOR": command])
                #expect(try await editor.edit(scratch.file("edited")) == .exited(0))
                #expect(try scratch.read("edited") == "x", "\(command)")
            }
        }
    }
}

extension EyamlScratch {
    fileprivate var path: String { codedir.path }
}
