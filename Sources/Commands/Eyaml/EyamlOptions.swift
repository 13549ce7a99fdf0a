import ArgumentParser
import Foundation

/// The flags that hiera-eyaml has for all of its commands.
struct EyamlOptions: ParsableArguments {
    static let privateKeyPath = "./keys/private_key.pkcs7.pem"
    static let publicKeyPath = "./keys/public_key.pkcs7.pem"

    @Option(name: [.customShort("n"), .long], help: "The encryption method; pkcs7 is the only one.")
    var encryptMethod: String?

    @Flag(name: .shortAndLong, help: "Say more.")
    var verbose = false

    @Flag(name: .shortAndLong, help: "Say still more. No secret is ever said.")
    var trace = false

    @Flag(name: .shortAndLong, help: "Say less.")
    var quiet = false

    @Option(
        name: .customLong("pkcs7-private-key"),
        help: ArgumentHelp("The file of the private key. (default: \(Self.privateKeyPath))", valueName: "path"))
    var privateKey: String?

    @Option(
        name: .customLong("pkcs7-public-key"),
        help: ArgumentHelp("The file of the public key. (default: \(Self.publicKeyPath))", valueName: "path"))
    var publicKey: String?

    @Option(
        name: .customLong("pkcs7-private-key-env-var"),
        help: ArgumentHelp("The environment variable that holds the private key.", valueName: "name"))
    var privateKeyVariable: String?

    @Option(
        name: .customLong("pkcs7-public-key-env-var"),
        help: ArgumentHelp("The environment variable that holds the public key.", valueName: "name"))
    var publicKeyVariable: String?

    @Option(
        name: .customLong("pkcs7-subject"),
        help: ArgumentHelp("The subject of a new certificate. (default: /)", valueName: "name"))
    var subject: String?

    @Option(
        name: .customLong("pkcs7-keysize"),
        help: ArgumentHelp("The bits of a new key, from 2048. (default: 2048)", valueName: "bits"))
    var keySize: Int?

    @Option(
        name: .customLong("pkcs7-digest"),
        help: ArgumentHelp(
            "The digest of a new certificate: SHA256, SHA384 or SHA512. (default: SHA256)", valueName: "name"))
    var digest: String?

    /// The flags with the configuration files behind them.
    func settings() throws -> EyamlSettings {
        let environment = ProcessInfo.processInfo.environment
        return try EyamlSettings(
            self, EyamlConfigurationFiles.load(environment: environment), KeyFiles(environment: environment))
    }
}
