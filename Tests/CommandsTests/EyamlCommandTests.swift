import Foundation
import Hiera
import Testing

@testable import Commands

@Suite struct EyamlCommandTests {
    /// A folder with two key pairs, `old` and `new`.
    private func withKeys(_ body: (ScratchCodedir) async throws -> Void) async throws {
        try await ScratchCodedir.with { codedir in
            for name in ["old", "new"] {
                let (privatePEM, publicPEM) = try EYAML.createKeys(now: Date(), bits: 2048)
                try codedir.write("\(name)/private.pem", privatePEM)
                try codedir.write("\(name)/public.pem", publicPEM)
            }
            try await body(codedir)
        }
    }

    private func encrypted(_ plain: String, for name: String, in codedir: ScratchCodedir) throws -> String {
        try EYAML.encrypt(plain, with: EYAMLPublicKey(pem: codedir.read("\(name)/public.pem")))
    }

    private func rekey(_ codedir: ScratchCodedir) async -> (message: String, code: Int32) {
        await CommandLineRun.run([
            "eyaml", "rekey", codedir.file("secrets"), "--from", codedir.file("old/private.pem"), "--to",
            codedir.file("new/public.pem"),
        ])
    }

    @Test func rekeyChangesTheCiphertextAndNothingElse() async throws {
        try await withKeys { codedir in
            let secret = try encrypted("hunter2", for: "old", in: codedir)
            try codedir.write("secrets/a/b.eyaml", "# a comment\nplain:   'x'\nsecret: \(secret) # kept\n")
            try codedir.write("secrets/c.txt", "secret: \(secret)\n")
            #expect(await rekey(codedir) == ("", 0))

            let pair = try KeyFiles.pair(privateKey: codedir.file("new/private.pem"), publicKey: nil)
            let decrypted = try EyamlFile(path: codedir.file("secrets/a/b.eyaml")).replacingTokens { token in
                try EYAML.decrypt(token.base64, with: pair)
            }
            #expect(decrypted == "# a comment\nplain:   'x'\nsecret: hunter2 # kept\n")
            #expect(try codedir.read("secrets/c.txt") == "secret: \(secret)\n")
        }
    }

    @Test func rekeyKeepsTheFilesPermissions() async throws {
        try await withKeys { codedir in
            try codedir.write("secrets/a.eyaml", "secret: \(try encrypted("x", for: "old", in: codedir))\n")
            let path = codedir.file("secrets/a.eyaml")
            try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
            #expect(await rekey(codedir) == ("", 0))
            #expect(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int == 0o600)
        }
    }

    @Test func aValueThatCannotBeDecryptedLeavesEveryFileAsItWas() async throws {
        try await withKeys { codedir in
            let good = "secret: \(try encrypted("x", for: "old", in: codedir))\n"
            try codedir.write("secrets/a.eyaml", good)
            try codedir.write("secrets/b.eyaml", "---\nother: \(try encrypted("hunter2", for: "new", in: codedir))\n")
            let (message, code) = await rekey(codedir)
            #expect(code == 1)
            #expect(message.contains("secrets/b.eyaml:2: the value cannot be decrypted"), "\(message)")
            #expect(!message.contains("hunter2"))
            #expect(try codedir.read("secrets/a.eyaml") == good)
        }
    }

    @Test func keysAreNeverWrittenOver() async throws {
        try await withKeys { codedir in
            let before = try codedir.read("old/private.pem")
            let (message, code) = await CommandLineRun.run([
                "eyaml", "createkeys", "--pkcs7-private-key", codedir.file("old/private.pem"), "--pkcs7-public-key",
                codedir.file("other/public.pem"),
            ])
            #expect(code == 1)
            #expect(message.contains("old/private.pem is there already"))
            #expect(try codedir.read("old/private.pem") == before)
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

    @Test func damagedDataNamesItsLineAndNoSecret() async throws {
        try await withKeys { codedir in
            try codedir.write(
                "bunraku.yaml",
                "codedir: .\nkeys: {production: [{private_key: old/private.pem, public_key: old/public.pem}]}\n")
            try codedir.write(
                "environments/production/hiera.yaml",
                """
                version: 5
                hierarchy:
                  - name: Secrets
                    lookup_key: eyaml_lookup_key
                    path: secrets.eyaml
                    options: {pkcs7_private_key: old/private.pem, pkcs7_public_key: old/public.pem}
                """)
            for secret in [try encrypted("hunter2", for: "new", in: codedir), "ENC[PKCS7,MIIBeQYJKoZIhvcN]"] {
                try codedir.write("environments/production/data/secrets.eyaml", "---\napp::replicas: \(secret)\n")
                let (message, code) = await codedir.run(["catalog", "compile", "n1"])
                #expect(code == 1)
                #expect(message.contains("environments/production/data/secrets.eyaml:2:16"), "\(message)")
                #expect(!message.contains("hunter2"))
            }
        }
    }
}
