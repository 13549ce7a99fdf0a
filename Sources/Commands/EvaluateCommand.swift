import ArgumentParser
import Diagnostics
import Foundation
import Hiera
import JSON
import PuppetCatalog
import PuppetCompiler
import PuppetEvaluator
import PuppetSyntax
import PuppetTypes

/// `bunraku evaluate`: runs a snippet and prints its value.
///
/// With `--json-lines` it reads lines `{"code": …}` and answers each with `{"code", "value", "type"}` or
/// `{"code", "error"}`, each snippet in a fresh compiler; keep it stable, conformance is measured with it.
struct EvaluateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate", abstract: "Run a snippet and print its value.")

    @OptionGroup var codedirOptions: CodedirOptions
    @OptionGroup var nodeOptions: NodeOptions

    @Option(name: .shortAndLong, help: "The snippet.")
    var expression: String?

    @Argument(help: "A file with the snippet; standard input where neither is given.")
    var file: String?

    @Option(help: "The node whose facts and data the snippet sees.")
    var node = "localhost"

    @Flag(help: "Read and write a JSON document a line, with whole values, also of secrets.")
    var jsonLines = false

    @Flag(help: "Print values that eyaml decrypted as they are; they are masked otherwise.")
    var showSecrets = false

    func validate() throws {
        if expression != nil, file != nil { throw ValidationError("give -e or a file, not both") }
        if jsonLines, expression != nil || file != nil {
            throw ValidationError("--json-lines reads standard input; give neither -e nor a file")
        }
    }

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let snapshot = try await workspace.snapshotOrEmpty(nodeOptions.environmentName)
        let facts = try workspace.facts(of: node, file: nodeOptions.facts, in: snapshot)
        let circumstances = try workspace.circumstances()
        let evaluate: (String) async -> Result<Value, EvaluationError> = { code in
            await workspace.compiler.evaluate(code, facts: facts, in: snapshot, circumstances)
        }
        if jsonLines { return await answerLines(evaluate) }
        switch await evaluate(try snippet()) {
        case .success(let value):
            // What a snippet itself calls a secret stands in the snippet; what came out of an encrypted file does not.
            let isShown = showSecrets || !snapshot.hiera.hasDecrypted
            Terminal.say(ValueFormatter.programmatic(isShown ? value : value.masked))
        case .failure(let error): throw CommandFailure([error.diagnostic])
        }
    }

    private func snippet() throws -> String {
        if let expression { return expression }
        if let file { return try InputFile.text(file) }
        let text = String(decoding: FileHandle.standardInput.readDataToEndOfFile(), as: UTF8.self)
        guard text.contains(where: { !$0.isWhitespace }) else {
            throw CommandFailure(
                "there is nothing to evaluate: give a snippet with -e, in a file, or on standard input")
        }
        return text
    }

    private func answerLines(_ evaluate: (String) async -> Result<Value, EvaluationError>) async {
        while let line = readLine(strippingNewline: true) {
            guard !line.isEmpty else { continue }
            guard let code = (try? JSONParser.parse(line))?["code"]?.string else {
                Terminal.say(JSONWriter.text(["code": .null, "error": "not a line of the form {\"code\": …}"]))
                continue
            }
            var answer: JSON = ["code": .string(code)]
            switch await evaluate(code) {
            case .success(let value):
                answer["value"] = .string(ValueFormatter.programmatic(value))
                answer["type"] = .string(TypeInference.infer(value).description)
            case .failure(let error): answer["error"] = .string(error.puppetDescription)
            }
            Terminal.say(JSONWriter.text(answer))
        }
    }
}
