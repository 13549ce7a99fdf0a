import ArgumentParser
import Foundation
import PKI

/// `bunraku ca`: the certificate authority of a master.
struct AuthorityCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ca", abstract: "The certificate authority: requests, certificates, revocation.",
        subcommands: [
            SetupCommand.self, ListCommand.self, SignCommand.self, RevokeCommand.self, CleanCommand.self,
            GenerateCommand.self,
        ])

    /// Where the authority lies.
    struct Options: ParsableArguments {
        @Option(help: "The folder of keys and certificates; master.ssldir of the configuration otherwise.")
        var ssldir: String?

        @Option(help: "The configuration.")
        var config: String?

        func authority() throws -> AuthorityDirectory {
            let configuration = try Configuration.load(
                named: config ?? ProcessInfo.processInfo.environment["BUNRAKU_CONFIG"], codedir: nil)
            let folder = ssldir ?? ProcessInfo.processInfo.environment["BUNRAKU_SSLDIR"]
            return SSLFolder.master(configuration, folder: folder).authority
        }
    }

    struct SetupCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "setup", abstract: "Create the authority, unless it is there.")
        @OptionGroup var options: Options

        @Option(help: "The authority's name.")
        var name = "Bunraku CA"

        func run() async throws {
            let authority = try options.authority()
            let isNew = try authority.create(name: name)
            Terminal.say("\(isNew ? "Created" : "Found") the authority in \(authority.url.path).")
        }
    }

    struct ListCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "list", abstract: "List requests and certificates.")
        @OptionGroup var options: Options

        @Flag(help: "Signed and revoked certificates too; only requests otherwise.")
        var all = false

        func run() async throws {
            for status in try options.authority().list() where all || status.state == .requested {
                let mark =
                    switch status.state {
                    case .requested: " "
                    case .signed: "+"
                    case .revoked: "-"
                    }
                Terminal.say("\(mark) \(status.name)  (SHA256) \(status.fingerprint)")
            }
        }
    }

    struct SignCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "sign", abstract: "Sign requests.")
        @OptionGroup var options: Options

        @Argument(help: "Certnames.")
        var certnames: [String] = []

        @Flag(help: "Every request that waits.")
        var all = false

        func validate() throws {
            if certnames.isEmpty && !all { throw ValidationError("name a certname, or use --all") }
        }

        func run() async throws {
            let authority = try options.authority()
            let names = all ? try authority.list().filter { $0.state == .requested }.map(\.name) : certnames
            for name in names {
                let certificate = try authority.sign(name)
                Terminal.say("Signed \(name)  (SHA256) \(certificate.fingerprint)")
            }
        }
    }

    struct RevokeCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(commandName: "revoke", abstract: "Revoke certificates.")
        @OptionGroup var options: Options

        @Argument(help: "Certnames.")
        var certnames: [String]

        func run() async throws {
            let authority = try options.authority()
            for name in certnames {
                try authority.revoke(name)
                Terminal.say("Revoked \(name)")
            }
        }
    }

    struct CleanCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "clean", abstract: "Revoke certificates and forget them, so that a new one can be made.")
        @OptionGroup var options: Options

        @Argument(help: "Certnames.")
        var certnames: [String]

        func run() async throws {
            let authority = try options.authority()
            for name in certnames {
                try authority.clean(name)
                Terminal.say("Cleaned \(name)")
            }
        }
    }

    struct GenerateCommand: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "generate", abstract: "Make a key and a certificate here.")
        @OptionGroup var options: Options

        @Argument(help: "The certname.")
        var certname: String

        @Option(help: "Further DNS names.")
        var dnsNames: [String] = []

        @Option(help: "The folder that gets CERTNAME.pem and CERTNAME.key.pem.")
        var output = "."

        func run() async throws {
            let folder = URL(filePath: output)
            let keyFile = folder.appending(path: "\(certname).key.pem")
            let certificateFile = folder.appending(path: "\(certname).pem")
            // What is signed stays signed, so look first whether its key can be kept.
            guard FileManager.default.isWritableFile(atPath: folder.path) else {
                throw CommandFailure(
                    "cannot write to the folder \(folder.path); make it, or name another with --output")
            }
            for file in [keyFile, certificateFile] where FileManager.default.fileExists(atPath: file.path) {
                throw CommandFailure("\(file.path) is there already; move it away first")
            }
            let (certificate, key) = try options.authority().generate(certname, dnsNames: dnsNames)
            try PrivateFile.write(key, to: keyFile)
            try OutputFile.write(certificate.pem, to: certificateFile.path)
            Terminal.say("Wrote \(certname).pem and \(certname).key.pem to \(folder.path)")
        }
    }
}
