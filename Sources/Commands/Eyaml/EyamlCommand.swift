import ArgumentParser
import Hiera

/// `bunraku eyaml`: encrypted values, in hiera-eyaml's format, with its flags and its configuration files.
struct EyamlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eyaml", abstract: "Encrypt and decrypt values of Hiera data.",
        discussion: """
            Defaults of the options are read from /etc/eyaml/config.yaml, ~/.eyaml/config.yaml and the file that \
            EYAML_CONFIG names, the later before the earlier, with the options' names: 'pkcs7_public_key: PATH'.
            """,
        subcommands: [
            EyamlCreateKeysCommand.self, EyamlDecryptCommand.self, EyamlEditCommand.self, EyamlEncryptCommand.self,
            EyamlHelpCommand.self, EyamlRecryptCommand.self, EyamlRekeyCommand.self, EyamlVersionCommand.self,
        ])
}

/// `bunraku eyaml version`.
struct EyamlVersionCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "version", abstract: "Show the version.")

    @OptionGroup var options: EyamlOptions

    func run() async throws {
        Terminal.say("bunraku \(ProductVersion.text), with the values and flags of hiera-eyaml 3.3 (PKCS7)")
    }
}

/// `bunraku eyaml help`.
struct EyamlHelpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "help", abstract: "Show the commands.", shouldDisplay: false)

    @OptionGroup var options: EyamlOptions

    func run() async throws { Terminal.say(BunrakuCommand.helpMessage(for: EyamlCommand.self)) }
}
