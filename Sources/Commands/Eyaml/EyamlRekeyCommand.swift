import ArgumentParser
import Foundation
import Hiera

/// `bunraku eyaml rekey PATH… --from OLD --to NEW`: encrypts every value for another key and touches nothing else.
struct EyamlRekeyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rekey", abstract: "Encrypt every value of files or folders with another key.",
        discussion: """
            Nothing is written before every value was opened, and then all files are or none. Where --to is a folder \
            with both keys, or --to-private is given, values that the new key opens already are left as they are, so \
            that an interrupted run can be run again.
            """)

    @Argument(help: "Data files, or folders with .yaml, .yml and .eyaml files.")
    var paths: [String]

    @Option(help: "The private key that the values are encrypted for: a file, or a folder with hiera-eyaml's names.")
    var from: String?

    @Option(help: "The public key that they get: a file, or a folder with hiera-eyaml's names.")
    var to: String?

    @Option(help: "The new private key, to check that it opens what the public key encrypts.")
    var toPrivate: String?

    @Option(help: ArgumentHelp("The environment variable that holds the private key.", valueName: "name"))
    var fromEnvVar: String?

    @Option(help: ArgumentHelp("The environment variable that holds the public key.", valueName: "name"))
    var toEnvVar: String?

    @Flag(help: "Open every value and say what would be written.")
    var dryRun = false

    func validate() throws {
        guard (from == nil) != (fromEnvVar == nil), (to == nil) != (toEnvVar == nil) else {
            throw ValidationError("name the old key with --from or --from-env-var, the new with --to or --to-env-var")
        }
    }

    func run() async throws {
        let (old, new) = try keys()
        guard let publicKey = new.publicKey else { return }
        let tree = try EyamlTree(paths)
        for path in tree.outside { Terminal.warn("\(path) leads out of the folder and is not followed") }
        let rekeying = EyamlRekeying(old: old, new: new, publicKey: publicKey)
        // Everything is opened before the first file is written: a value that fails leaves all as it was.
        var changed: [EyamlRekeying.File] = []
        var problems: [String] = []
        for path in tree.files {
            let file = try rekeying.file(path)
            problems += file.problems
            for note in file.notes { Terminal.warn(note) }
            if file.count > 0 { changed.append(file) }
        }
        guard problems.isEmpty else {
            throw CommandFailure(problems.joined(separator: "\n") + "\nnothing was written")
        }
        if !dryRun { try FileReplacements.apply(changed.map(\.change)) }
        for file in changed { Terminal.say("\(file.path): \(Self.values(file.count))") }
        let total = Self.values(changed.reduce(0) { $0 + $1.count })
        let files = changed.count == 1 ? "1 file" : "\(changed.count) files"
        Terminal.say(dryRun ? "\(total) in \(files) would be encrypted anew" : "\(total) in \(files) encrypted anew")
    }

    private static func values(_ count: Int) -> String { count == 1 ? "1 value" : "\(count) values" }

    private func keys() throws -> (old: EYAMLKeyPair, new: EYAMLKeyPair) {
        let files = KeyFiles()
        let old = try files.pair(privateKey: Self.source(from, fromEnvVar, in: "private_key.pkcs7.pem"), publicKey: nil)
        let publicSource = Self.source(to, toEnvVar, in: "public_key.pkcs7.pem")
        _ = try publicSource.map(files.publicKey)
        var privateSource = toPrivate.map { Configuration.KeySource.file($0) }
        if privateSource == nil, let to, FileKind(at: to) == .folder,
            FileManager.default.fileExists(atPath: "\(to)/private_key.pkcs7.pem")
        {
            privateSource = .file("\(to)/private_key.pkcs7.pem")
        }
        let new = try files.pair(privateKey: privateSource, publicKey: publicSource)
        if let privateSource, !new.matches {
            throw CommandFailure("\(privateSource) does not open what the new public key encrypts")
        }
        return (old, new)
    }

    private static func source(_ path: String?, _ variable: String?, in folder: String) -> Configuration.KeySource? {
        if let variable { return .variable(variable) }
        return path.map { .file(FileKind(at: $0) == .folder ? "\($0)/\(folder)" : $0) }
    }
}
