import ArgumentParser
import Foundation
import Hiera

/// `bunraku eyaml createkeys`.
struct EyamlCreateKeysCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "createkeys", abstract: "Make a key pair.")

    @OptionGroup var options: EyamlOptions

    func validate() throws {
        guard let bits = options.keySize, !EYAML.NewKeys.isMade(bits: bits) else { return }
        throw ValidationError("a key of \(bits) bits is not made; take 2048, 3072, 4096 or 8192")
    }

    func run() async throws {
        let settings = try options.settings()
        let files = [(settings.privateKeyPath, 0o600 as mode_t), (settings.publicKeyPath, 0o644)]
        for (path, _) in files where FileManager.default.fileExists(atPath: path) {
            throw CommandFailure("\(path) is there already; move it away first, what it encrypted needs it")
        }
        let (privatePEM, publicPEM) = try EYAML.createKeys(settings.newKeys, now: Date())
        for ((path, mode), text) in zip(files, [privatePEM, publicPEM]) {
            let folder = URL(filePath: path).deletingLastPathComponent()
            do {
                try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            } catch {
                throw CommandFailure("cannot make the folder \(folder.path): \(FileProblem.reason(error))")
            }
            try NewFile.write(Array(text.utf8), to: path, mode: mode)
        }
        settings.info("Wrote \(settings.privateKeyPath) and \(settings.publicKeyPath).")
    }
}
