import ArgumentParser
import Foundation
import Hiera
import Testing

@testable import Commands

/// Flags, then configuration files, then defaults, as in hiera-eyaml.
@Suite struct EyamlSettingsTests {
    private func settings(
        _ flags: [String], _ environment: [String: String], system: String = "/nowhere"
    ) throws -> EyamlSettings {
        try EyamlSettings(
            EyamlOptions.parse(flags), .load(environment: environment, system: system),
            KeyFiles(environment: environment))
    }

    @Test func laterFilesComeBeforeEarlierAndFlagsBeforeAll() async throws {
        try await ScratchCodedir.with { folder in
            try folder.write(
                "system.yaml",
                "pkcs7_public_key: s.pem\npkcs7_private_key: s.key\npkcs7_keysize: 3072\npkcs7_subject: /CN=s\ngpg_always_trust: true\n"
            )
            try folder.write("home/.eyaml/config.yaml", "pkcs7_public_key: h.pem\npkcs7_private_key: ~\nlabel: l\n")
            try folder.write("own.yaml", "pkcs7_public_key: o.pem\noutput: string\nquiet: true\n")
            let environment = ["HOME": folder.file("home"), "EYAML_CONFIG": folder.file("own.yaml")]
            let all = try settings([], environment, system: folder.file("system.yaml"))
            #expect(all.publicKeyPath == "o.pem" && all.privateKeyPath == "s.key")
            #expect(all.newKeys.bits == 3072 && all.newKeys.subject == "/CN=s" && all.newKeys.digest == "SHA256")
            #expect(all.configuration["label"] == "l" && all.configuration["output"] == "string")
            #expect(
                all.configuration.paths.map { $0.split(separator: "/").last } == [
                    "system.yaml", "config.yaml", "own.yaml",
                ])
            let flagged = try settings(
                ["--pkcs7-public-key", "f.pem", "--pkcs7-keysize", "4096"], environment,
                system: folder.file("system.yaml"))
            #expect(flagged.publicKeyPath == "f.pem" && flagged.newKeys.bits == 4096)
            let none = try settings([], [:])
            #expect(none.publicKeyPath == "./keys/public_key.pkcs7.pem")
            #expect(none.privateKeyPath == "./keys/private_key.pkcs7.pem")
        }
    }

    @Test(arguments: [
        ("- a\n", "must be a mapping"), ("a: [\n", "config.yaml"), ("", "must be a mapping"),
        ("encrypt_method: gpg\n", "the encryption method 'gpg' is not supported"),
        ("pkcs7_keysize: many\n", "pkcs7_keysize must be a number"),
    ])
    func wrongFilesAreNamed(text: String, problem: String) async throws {
        try await ScratchCodedir.with { folder in
            try folder.write("config.yaml", text)
            #expect {
                try settings([], ["EYAML_CONFIG": folder.file("config.yaml")])
            } throws: {
                "\($0)".contains(problem)
            }
        }
    }

    @Test func aVariableComesBeforeAFileAndAMissingOneIsNamed() async throws {
        try await EyamlScratch.with { scratch in
            let environment = [
                "PRIVATE": try scratch.read("old/private_key.pkcs7.pem"),
                "PUBLIC": try scratch.read("old/public_key.pkcs7.pem"),
            ]
            let variables = ["--pkcs7-private-key-env-var", "PRIVATE", "--pkcs7-public-key-env-var", "PUBLIC"]
            #expect(try settings(variables + scratch.flags("new"), environment).matchingPair().pair.matches)
            // Where a variable is not set the file counts.
            #expect(try settings(variables + scratch.flags("new"), [:]).matchingPair().pair.matches)
            #expect {
                try settings(variables + scratch.flags("nowhere"), [:]).pair()
            } throws: {
                "\($0)".contains("nowhere/private_key.pkcs7.pem") && "\($0)".contains("PRIVATE is not set")
            }
            let mixed = try settings(["--pkcs7-private-key-env-var", "PRIVATE"] + scratch.flags("new"), environment)
            #expect { try mixed.matchingPair() } throws: { "\($0)".contains("does not open what the public key") }
        }
    }
}
