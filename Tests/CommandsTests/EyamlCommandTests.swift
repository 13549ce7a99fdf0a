import Foundation
import Hiera
import Testing

@testable import Commands

@Suite struct EyamlCommandTests {
    @Test func keysAreNeverWrittenOver() async throws {
        try await EyamlScratch.with { scratch in
            let before = try scratch.read("old/private_key.pkcs7.pem")
            let (message, code) = await scratch.run(
                "createkeys",
                [
                    "--pkcs7-private-key", scratch.file("old/private_key.pkcs7.pem"), "--pkcs7-public-key",
                    scratch.file("other/public.pem"),
                ])
            #expect(code == 1)
            #expect(message.contains("old/private_key.pkcs7.pem is there already"))
            #expect(try scratch.read("old/private_key.pkcs7.pem") == before)
            #expect(await scratch.run("createkeys", scratch.flags("k/l") + ["-q"]) == ("", 0))
            let attributes = try FileManager.default.attributesOfItem(
                atPath: scratch.file("k/l/private_key.pkcs7.pem"))
            #expect(attributes[.posixPermissions] as? Int == 0o600)
            #expect(try scratch.pair("k/l").matches)
        }
    }

    @Test func recryptKeepsPlainTextAndForm() async throws {
        try await EyamlScratch.with { scratch in
            let base64 = try scratch.base64("x ]! y")
            try scratch.write(
                "a.eyaml", "# c\na: ENC[PKCS7,\(base64)]\nb: >\n\(EYAML.block(base64: base64, indent: "    "))\n")
            let before = try scratch.bytes("a.eyaml")
            #expect(await scratch.run("recrypt", scratch.flags("old") + [scratch.file("a.eyaml")]) == ("", 0))
            let after = try scratch.bytes("a.eyaml")
            let (old, new) = (EYAML.Tokens.inFile(before), EYAML.Tokens.inFile(after))
            #expect(old.map(\.range) == new.map(\.range))
            #expect(zip(old, new).allSatisfy { $0.base64 != $1.base64 })
            #expect(try scratch.decrypted("a.eyaml", with: "old") == "# c\na: x ]! y\nb: >\n    x ]! y\n")
            let (message, code) = await scratch.run(
                "recrypt", scratch.flags("old") + ["-d", "gpg", scratch.file("a.eyaml")])
            #expect(code == 1 && message.contains("the encryption method 'gpg' is not supported"))
        }
    }

    @Test(
        arguments: [
            (["encrypt"], 64, "You must specify a source"),
            (["encrypt", "-s", "x", "-p"], 64, "You can only specify one of (password, string)"),
            (["decrypt", "-f", "x", "--stdin"], 64, "You can only specify one of (file, stdin)"),
            (["encrypt", "-s", "x", "-o", "xml"], 64, "The value 'xml' is invalid"),
            (["encrypt", "-s", "x", "-n", "gpg"], 1, "the encryption method 'gpg' is not supported; pkcs7 is"),
            (["createkeys", "--pkcs7-keysize", "1024"], 64, "a key of 1024 bits is not made"),
            (["createkeys", "--pkcs7-digest", "MD5"], 1, "the digest 'MD5' is not supported"),
            (["createkeys", "--pkcs7-subject", "/XX=1"], 1, "the subject's field 'XX' is unknown"),
            (["edit"], 64, "Missing expected argument"),
            (["rekey", "x", "--from", "a"], 64, "name the old key with --from"),
            (["decrypt", "-s", "ENC[PKCS7,MIIB]"], 1, "the value: the encrypted value is damaged"),
            (["decrypt", "-s", "ENC[GPG,MIIB]"], 1, "the value: the encryption method GPG is not supported"),
        ] as [([String], Int32, String)])
    func wrongCommandLines(arguments: [String], code: Int32, problem: String) async throws {
        try await EyamlScratch.with { scratch in
            let isMaking = arguments[0] == "createkeys"
            let flags = ["edit", "rekey"].contains(arguments[0]) ? [] : scratch.flags(isMaking ? "made" : "old")
            let (message, answer) = await scratch.run(arguments[0], Array(arguments.dropFirst()) + flags)
            #expect(answer == code)
            #expect(message.contains(problem), "\(message)")
            #expect(!FileManager.default.fileExists(atPath: scratch.file("made")))
        }
    }

    @Test func theBlockThatIsNamedByItsKey() async throws {
        try await EyamlScratch.with { scratch in
            try scratch.write("a.eyaml", "a: 1\nb:\n- {c: '\(try scratch.encrypted("hunter2", for: "new"))'}\n")
            for flag in ["-f", "-e"] {
                let (message, code) = await scratch.run(
                    "decrypt", scratch.flags("old") + [flag, scratch.file("a.eyaml")])
                #expect(code == 1 && message.contains("a.eyaml:3: the value of 'b.0.c': "), "\(message)")
                #expect(!message.contains("hunter2"))
            }
        }
    }

    @Test(arguments: [
        ("keys/nowhere.pem", "cannot read the key", "no such file or directory"),
        ("bunraku.yaml", "cannot read the key", "it is not PEM"),
    ]) func aGrantedKeyThatCannotBeReadIsNamedWithItsGrant(_ path: String, _ what: String, _ reason: String)
        async throws
    {
        try await ScratchCodedir.with { codedir in
            try codedir.write("bunraku.yaml", "codedir: .\nkeys: {production: [{private_key: \(path)}]}\n")
            let (message, code) = await codedir.run(["catalog", "compile", "n1"])
            #expect(code == 1)
            for text in [what, reason, codedir.file(path), "keys.production of \(codedir.file("bunraku.yaml"))"] {
                #expect(message.contains(text), "\(message)")
            }
        }
    }

    private static let hiera = """
        version: 5
        hierarchy:
          - name: Secrets
            lookup_key: eyaml_lookup_key
            path: secrets.eyaml
            options: {OPTIONS}
        """

    @Test func damagedDataNamesItsLineAndNoSecret() async throws {
        try await EyamlScratch.with { scratch in
            try scratch.write(
                "bunraku.yaml", "codedir: .\nkeys: {production: [{private_key: old/private_key.pkcs7.pem}]}\n")
            try scratch.write(
                "environments/production/hiera.yaml",
                Self.hiera.replacing("OPTIONS", with: "pkcs7_private_key: old/private_key.pkcs7.pem"))
            let damaged = [
                try scratch.encrypted("hunter2", for: "new"), "ENC[PKCS7,MIIBeQYJKoZIhvcN]", "ENC[GPG,MIIB]",
            ]
            for secret in damaged {
                try scratch.write("environments/production/data/secrets.eyaml", "---\napp::replicas: \(secret)\n")
                for command in [["catalog", "compile", "n1"], ["lookup", "app::replicas", "--node", "n1"]] {
                    let (message, code) = await scratch.codedir.run(command)
                    #expect(code == 1)
                    #expect(message.contains("environments/production/data/secrets.eyaml:2:16"), "\(message)")
                    #expect(message.contains("app::replicas"))
                    #expect(!message.contains("hunter2"))
                }
            }
            // Deeper in a value the place is that of the text.
            try scratch.write(
                "environments/production/data/secrets.eyaml",
                "---\napp::replicas:\n  a:\n  - x\n  - \(try scratch.encrypted("hunter2", for: "new"))\n")
            let (message, code) = await scratch.codedir.run(["lookup", "app::replicas", "--node", "n1"])
            #expect(code == 1 && message.contains("secrets.eyaml:5:5"), "\(message)")
        }
    }

    /// The names that `hiera.yaml` gives are only names: what they stand for is the configuration's.
    @Test func keysComeFromEnvironmentVariables() async throws {
        try await EyamlScratch.with { scratch in
            let environment = [
                "OLD_PRIVATE": try scratch.read("old/private_key.pkcs7.pem"),
                "OLD_PUBLIC": try scratch.read("old/public_key.pkcs7.pem"), "BROKEN": "x",
            ]
            let files = KeyFiles(environment: environment)
            func provider(_ key: String) throws -> any KeyProvider {
                try scratch.write("bunraku.yaml", "keys: {production: [{\(key)}]}\n")
                return try files.provider(.load(named: scratch.file("bunraku.yaml"), codedir: nil))
            }
            let names = KeyNames(privateKey: "k.pem", privateKeyVariable: "OLD_PRIVATE")
            let granted = try provider("private_key_env_var: OLD_PRIVATE, public_key_env_var: OLD_PUBLIC")
            let pair = try granted.keyPair(names, environment: "production")
            #expect(pair.matches)
            for other in [
                KeyNames(privateKey: "OLD_PRIVATE"), KeyNames(privateKey: nil, privateKeyVariable: "PATH"),
                KeyNames(privateKey: "k.pem", privateKeyVariable: "OLD_PUBLIC"),
            ] {
                #expect(throws: HieraError.self) { try granted.keyPair(other, environment: "production") }
            }
            #expect(throws: HieraError.self) { try granted.keyPair(names, environment: "feature") }
            // A file that is granted is not reached by a variable's name, and the other way round.
            let file = try provider("private_key: old/private_key.pkcs7.pem")
            let path = KeyNames(privateKey: "old/private_key.pkcs7.pem", privateKeyVariable: "OLD_PRIVATE")
            #expect(try file.keyPair(path, environment: "production").hasPrivateKey)
            #expect(throws: HieraError.self) {
                try file.keyPair(
                    KeyNames(privateKey: nil, privateKeyVariable: "OLD_PRIVATE"), environment: "production")
            }
            for (key, problem) in [
                ("private_key_env_var: NOWHERE", "the environment variable NOWHERE is not set"),
                ("private_key_env_var: BROKEN", "the environment variable BROKEN: cannot read the key: it is not PEM"),
                ("private_key: a, private_key_env_var: OLD_PRIVATE", "take one of"),
                ("public_key: a", "needs 'private_key'"),
            ] {
                #expect { try provider(key) } throws: { "\($0)".contains(problem) }
            }
            // Without a configuration a user's own environment counts.
            let own = try files.provider(.none)
            #expect(try own.keyPair(names, environment: "production").hasPrivateKey)
        }
    }
}
