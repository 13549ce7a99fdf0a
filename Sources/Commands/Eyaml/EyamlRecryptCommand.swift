import ArgumentParser
import Hiera

/// `bunraku eyaml recrypt FILE`: encrypts every value anew, with the same keys.
struct EyamlRecryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "recrypt", abstract: "Encrypt every value of a data file anew.")

    @OptionGroup var options: EyamlOptions

    @Option(name: [.customShort("d"), .long], help: "The new encryption method; pkcs7 is the only one.")
    var changeEncryption: String?

    @Argument(help: "The data file.")
    var path: String

    func run() async throws {
        let settings = try options.settings()
        try EyamlSettings.check(
            method: changeEncryption ?? settings.configuration["change_encryption"] ?? "pkcs7")
        let text = try EyamlText(path: path)
        let (pair, publicKey) = try settings.matchingPair()
        let result = try text.replacing { token in
            guard let plain = try text.plain(of: token, with: pair) else { return nil }
            return Array(token.text(base64: try EYAML.encryptBase64(plain, with: publicKey)).utf8)
        }
        try FileReplacements.apply([.init(path: path, old: text.bytes, new: result)])
    }
}
