import Foundation
import Hiera
import TestSupport

@testable import Commands

/// A folder with two key pairs, `old` and `new`, under the names of hiera-eyaml.
struct EyamlScratch {
    let codedir: ScratchCodedir

    static func with(_ body: (EyamlScratch) async throws -> Void) async throws {
        try await ScratchCodedir.with { codedir in
            for (name, files) in [
                ("old", ["private_key.pkcs7.pem", "public_key.pkcs7.pem"]),
                ("new", ["keys/rsa2048-sha1.pem", "keys/rsa2048-sha1.crt"]),
            ] {
                for (file, source) in zip(["private_key.pkcs7.pem", "public_key.pkcs7.pem"], files) {
                    let text = try Data(contentsOf: Fixtures.url("hiera/eyaml/\(source)"))
                    try codedir.write("\(name)/\(file)", [UInt8](text))
                }
            }
            try await body(EyamlScratch(codedir: codedir))
        }
    }

    func file(_ name: String) -> String { codedir.file(name) }
    func read(_ name: String) throws -> String { try codedir.read(name) }
    func write(_ name: String, _ text: String) throws { try codedir.write(name, text) }

    func bytes(_ name: String) throws -> [UInt8] { [UInt8](try Data(contentsOf: URL(filePath: file(name)))) }

    func pair(_ name: String) throws -> EYAMLKeyPair {
        try EYAMLKeyPair(
            privatePEM: read("\(name)/private_key.pkcs7.pem"), publicPEM: read("\(name)/public_key.pkcs7.pem"))
    }

    func publicKey(_ name: String) throws -> EYAMLPublicKey {
        try EYAMLPublicKey(pem: read("\(name)/public_key.pkcs7.pem"))
    }

    func encrypted(_ plain: String, for name: String = "old") throws -> String {
        try EYAML.encrypt(plain, with: publicKey(name))
    }

    /// The content of a token, for tests that write it in a form of their own.
    func base64(_ plain: String, for name: String = "old") throws -> String {
        try EYAML.encryptBase64(Array(plain.utf8), with: publicKey(name))
    }

    /// The text with every value decrypted.
    func decrypted(_ name: String, with key: String) throws -> String {
        let pair = try pair(key)
        let file = try EyamlText(path: file(name))
        let text = try file.replacing { token in try file.plain(of: token, with: pair) }
        return String(decoding: text, as: UTF8.self)
    }

    func flags(_ name: String) -> [String] {
        [
            "--pkcs7-private-key", file("\(name)/private_key.pkcs7.pem"), "--pkcs7-public-key",
            file("\(name)/public_key.pkcs7.pem"),
        ]
    }

    func run(_ command: String, _ arguments: [String]) async -> (message: String, code: Int32) {
        await CommandLineRun.run(["eyaml", command] + arguments)
    }
}
