import ArgumentParser
import Foundation
import Hiera

/// `bunraku eyaml`: encrypted values, in hiera-eyaml's format and with its flags.
struct EyamlCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "eyaml", abstract: "Encrypt and decrypt values of Hiera data.",
        subcommands: [
            EyamlEncryptCommand.self, EyamlDecryptCommand.self, EyamlCreateKeysCommand.self, EyamlRekeyCommand.self,
        ])

    /// hiera-eyaml's flags for keys.
    struct Keys: ParsableArguments {
        @Option(name: .customLong("pkcs7-private-key"), help: "The private key.")
        var privateKey = "./keys/private_key.pkcs7.pem"

        @Option(name: .customLong("pkcs7-public-key"), help: "The public key.")
        var publicKey = "./keys/public_key.pkcs7.pem"
    }

    /// Where a command's text comes from.
    struct Source: ParsableArguments {
        @Option(name: [.customShort("s"), .customLong("string")], help: "A text.")
        var string: String?

        @Option(name: [.customShort("f"), .customLong("file")], help: "A file.")
        var file: String?

        @Flag(help: "Standard input.")
        var stdin = false

        func validate() throws {
            guard [string != nil, file != nil, stdin].count(where: { $0 }) <= 1 else {
                throw ValidationError("name one of --string, --file and --stdin")
            }
        }

        func read() throws -> String? {
            if let string { return string }
            if let file { return try InputFile.text(file) }
            if stdin { return String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self) }
            return nil
        }
    }
}

/// `bunraku eyaml encrypt -s TEXT`.
struct EyamlEncryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "encrypt", abstract: "Encrypt a text.")

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case examples, block, string
    }

    @OptionGroup var keys: EyamlCommand.Keys
    @OptionGroup var source: EyamlCommand.Source

    @Option(name: .shortAndLong, help: "examples, block or string.")
    var output = Output.examples

    @Option(name: .shortAndLong, help: "The key that the value gets in the output.")
    var label: String?

    func run() async throws {
        guard let plain = try source.read() else { throw CommandFailure("name the text: --string, --file or --stdin") }
        let publicKey = try EYAMLPublicKey(pem: KeyFiles.text(keys.publicKey))
        let prefix = label.map { "\($0): " } ?? ""
        let string = try EYAML.encrypt(plain, with: publicKey)
        let block = try EYAML.encryptBlock(plain, with: publicKey)
        switch output {
        case .string: Terminal.say(prefix + string)
        case .block: Terminal.say(prefix + block)
        case .examples:
            Terminal.say(
                "\(prefix.isEmpty ? "string: " : prefix)\(string)\n\nOR\n\n\(prefix.isEmpty ? "block: " : prefix)\(block)"
            )
        }
    }
}

/// `bunraku eyaml decrypt -s TEXT`, `-f FILE`, or `-e DATAFILE`.
struct EyamlDecryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Decrypt a value, or every value of a file.")

    @OptionGroup var keys: EyamlCommand.Keys
    @OptionGroup var source: EyamlCommand.Source

    @Option(name: [.customShort("e"), .customLong("eyaml")], help: "A data file, printed with its values decrypted.")
    var eyaml: String?

    func run() async throws {
        let pair = try KeyFiles.pair(privateKey: keys.privateKey, publicKey: keys.publicKey)
        if let eyaml {
            let text = try EyamlFile(path: eyaml).replacingTokens { token in
                "DEC::PKCS7[\(try EYAML.decrypt(token.base64, with: pair))]!"
            }
            return Terminal.write(text, to: .standardOutput)
        }
        guard let text = try source.read() else {
            throw CommandFailure("name the value: --string, --file, --stdin or --eyaml")
        }
        Terminal.say(try EYAML.decrypt(text.trimmingCharacters(in: .whitespacesAndNewlines), with: pair))
    }
}

/// `bunraku eyaml createkeys`.
struct EyamlCreateKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "createkeys", abstract: "Make a key pair.")

    @OptionGroup var keys: EyamlCommand.Keys

    @Option(name: .customLong("pkcs7-keysize"), help: "Bits: 2048, 3072 or 4096.")
    var bits = 2048

    func validate() throws {
        guard [2048, 3072, 4096].contains(bits) else { throw ValidationError("a key has 2048, 3072 or 4096 bits") }
    }

    func run() async throws {
        for path in [keys.privateKey, keys.publicKey] where FileManager.default.fileExists(atPath: path) {
            throw CommandFailure("\(path) is there already; move it away first, what it encrypted needs it")
        }
        let (privatePEM, publicPEM) = try EYAML.createKeys(now: Date(), bits: bits)
        for (path, text, mode) in [(keys.privateKey, privatePEM, 0o600), (keys.publicKey, publicPEM, 0o644)] {
            let folder = URL(filePath: path).deletingLastPathComponent()
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            guard
                FileManager.default.createFile(
                    atPath: path, contents: Data(text.utf8), attributes: [.posixPermissions: mode])
            else { throw CommandFailure("cannot write \(path)") }
        }
        Terminal.say("Wrote \(keys.privateKey) and \(keys.publicKey).")
    }
}

/// `bunraku eyaml rekey PATH… --from OLD --to NEW`: re-encrypts every value and touches nothing else.
struct EyamlRekeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Encrypt every value of files or folders with another key.")

    @Argument(help: "Data files, or folders with .yaml and .eyaml files.")
    var paths: [String]

    @Option(help: "The private key that the values are encrypted for.")
    var from: String

    @Option(help: "The public key that they get.")
    var to: String

    func run() async throws {
        let pair = try KeyFiles.pair(privateKey: from, publicKey: nil)
        let publicKey = try EYAMLPublicKey(pem: KeyFiles.text(to))
        // Everything is decrypted before the first file is written: a value that fails leaves all as it was.
        var changed: [(path: String, text: String, count: Int)] = []
        for path in try EyamlFile.paths(paths) {
            var count = 0
            let text = try EyamlFile(path: path).replacingTokens { token in
                count += 1
                let plain = try EYAML.decrypt(token.base64, with: pair)
                let fresh = try EYAML.encrypt(plain, with: publicKey)
                return token.text(base64: EYAML.Tokens.inValue(fresh).first?.base64 ?? "")
            }
            if count > 0 { changed.append((path, text, count)) }
        }
        for (path, text, count) in changed {
            try OutputFile.write(text, to: path)
            Terminal.say("\(path): \(count) values")
        }
    }
}
