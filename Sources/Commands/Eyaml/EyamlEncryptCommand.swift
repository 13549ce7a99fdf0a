import ArgumentParser
import Hiera

/// `bunraku eyaml encrypt -s TEXT`, `-f FILE`, `-p`, `--stdin`, or `-e DATAFILE`.
struct EyamlEncryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt", abstract: "Encrypt a text, or every DEC::PKCS7[…]! of a data file.")

    enum Output: String, ExpressibleByArgument, CaseIterable {
        case examples, block, string
    }

    @OptionGroup var options: EyamlOptions
    @OptionGroup var source: EyamlSource

    @Flag(name: .shortAndLong, help: "A password that is typed on the terminal.")
    var password = false

    @Option(name: .shortAndLong, help: "How the result is written. (default: examples)")
    var output: Output?

    @Option(name: .shortAndLong, help: "The key that the value gets in the result.")
    var label: String?

    func validate() throws { try source.validate(with: password ? ["password"] : []) }

    func run() async throws { Terminal.puts(try result()) }

    func result() throws -> [UInt8] {
        let settings = try options.settings()
        let publicKey = try settings.publicKey()
        if let path = source.eyaml {
            let bytes = try InputFile.bytes(path)
            do throws(EYAML.Edit.Failure) {
                return try EYAML.Edit.encryptedAll(bytes, with: publicKey)
            } catch {
                throw CommandFailure("\(path):\(error.line): \(error.problem)")
            }
        }
        let plain = password ? try PasswordPrompt.read() : try source.read().bytes
        let base64 = try EYAML.encryptBase64(plain, with: publicKey)
        let label = label ?? settings.configuration["label"]
        return Array(text(base64, try output ?? Self.output(settings), label).utf8)
    }

    private static func output(_ settings: EyamlSettings) throws -> Output {
        guard let name = settings.configuration["output"] else { return .examples }
        guard let output = Output(rawValue: name) else {
            throw CommandFailure("the configuration's output '\(name)' is none of examples, block, string")
        }
        return output
    }

    private func text(_ base64: String, _ output: Output, _ label: String?) -> String {
        func labelled(_ text: String, _ fallback: String? = nil) -> String {
            (label ?? fallback).map { "\($0): \(text)" } ?? text
        }
        let string = EYAML.string(base64: base64)
        let block = EYAML.block(base64: base64)
        return switch output {
        case .string: labelled(string)
        case .block: label == nil ? block : labelled(">\n\(block)")
        case .examples: "\(labelled(string, "string"))\n\nOR\n\n\(labelled(">\n\(block)", "block"))"
        }
    }
}
