import ArgumentParser
import Diagnostics
import Foundation
import JSON
import PuppetSyntax

/// `bunraku parser`: the syntax of manifests and templates.
struct ParserCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "parser", abstract: "Check or print the syntax of manifests.",
        subcommands: [ParserValidateCommand.self, ParserDumpCommand.self])
}

/// `bunraku parser validate PATH…`.
struct ParserValidateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validate", abstract: "Check the syntax of manifests and templates.")

    @Argument(help: "Files, or folders whose .pp and .epp files are read; standard input where none is named.")
    var paths: [String] = []

    func run() async throws {
        let renderer = TextRenderer(useColor: Terminal.isErrorInteractive)
        var errors = 0
        for file in try ManifestFiles.read(paths) {
            for diagnostic in ManifestFiles.parse(file).diagnostics {
                Terminal.warn(renderer.render(diagnostic))
                if diagnostic.severity == .error { errors += 1 }
            }
        }
        if errors > 0 { throw ExitCode.failure }
    }
}

/// `bunraku parser dump FILE…`: Puppet Notation.
///
/// With `--format json` one line a file, `{"file", "ast"}` or `{"file", "error"}`; keep it stable, conformance is
/// measured with it.
struct ParserDumpCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "dump", abstract: "Print the syntax tree.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case pn, json
    }

    @Argument(help: "Files, or folders; standard input where none is named.")
    var paths: [String] = []

    @Option(help: "pn, or json: one line a file.")
    var format = Format.pn

    func run() async throws {
        var failed = false
        for file in try ManifestFiles.read(paths) {
            let (program, diagnostics) = ManifestFiles.parse(file)
            let error = Self.syntaxError(program, diagnostics)
            if error != nil { failed = true }
            switch format {
            case .json:
                var line: JSON = ["file": .string(file.path)]
                if let error {
                    line["error"] = .string(error.puppetDescription)
                } else {
                    line["ast"] = PuppetNotation.json(program.body)
                }
                Terminal.say(JSONWriter.text(line))
            case .pn:
                if let error {
                    Terminal.warn(TextRenderer().render(error))
                } else {
                    Terminal.say(PuppetNotation.text(program.body))
                }
            }
        }
        if failed { throw ExitCode.failure }
    }

    /// What kept the file from being parsed, which leaves an empty program. Complaints of the validation come with
    /// a whole tree, and are for `parser validate`.
    static func syntaxError(_ program: Program, _ diagnostics: [Diagnostic]) -> Diagnostic? {
        guard case .nop = program.body else { return nil }
        return diagnostics.first { $0.severity == .error }
    }
}
