import Diagnostics
import Foundation
import PuppetCompiler
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// A program that classifies nodes, `node_terminus: exec`: run with the certname as its last argument, it prints the
/// classification as YAML.
struct ExternalNodes: NodeClassifier {
    /// The program's path, and arguments before the certname.
    let command: [String]
    var timeout: Duration = .seconds(60)

    /// Nil where the configuration names no program.
    init?(_ configuration: Configuration) {
        guard var command = configuration.externalNodes else { return nil }
        command[0] = configuration.resolve(command[0])
        self.init(command: command)
    }

    init(command: [String], timeout: Duration = .seconds(60)) {
        self.command = command
        self.timeout = timeout
    }

    private struct Outcome: Sendable {
        let isSuccess: Bool
        let output: String
        let errorText: String
    }

    func classification(of node: String) async throws(NodeClassificationError) -> NodeClassification {
        let outcome = try await outcome(node)
        guard outcome.isSuccess else {
            let reason = outcome.errorText.trimmingCharacters(in: .whitespacesAndNewlines)
            throw failure(node, reason.isEmpty ? "the program failed" : "the program failed: \(reason)")
        }
        guard outcome.output.contains(where: { !$0.isWhitespace }) else {
            throw failure(node, "the program knows no such node: it printed nothing")
        }
        let file = SourceFile(path: command.joined(separator: " ") + " \(node)", text: outcome.output)
        let (classification, diagnostics) = NodeClassification.parse(file)
        guard let classification else {
            throw failure(node, diagnostics.map(\.puppetDescription).joined(separator: "\n"))
        }
        return classification
    }

    private func outcome(_ node: String) async throws(NodeClassificationError) -> Outcome {
        do {
            let outcome = try await withThrowingTaskGroup(of: Outcome?.self) { group in
                group.addTask { try await run(node) }
                group.addTask {
                    try await Task.sleep(for: timeout)
                    return nil
                }
                defer { group.cancelAll() }
                return try await group.next() ?? nil
            }
            guard let outcome else { throw failure(node, "the program did not answer in \(timeout)") }
            return outcome
        } catch let error as NodeClassificationError {
            throw error
        } catch {
            throw failure(node, "the program cannot be run: \(error)")
        }
    }

    private func run(_ node: String) async throws -> Outcome {
        let result = try await Subprocess.run(
            .path(FilePath(command[0])), arguments: Arguments(command.dropFirst() + [node]),
            output: .string(limit: 1 << 20), error: .string(limit: 1 << 16))
        return Outcome(
            isSuccess: result.terminationStatus.isSuccess, output: result.standardOutput,
            errorText: result.standardError)
    }

    private func failure(_ node: String, _ reason: String) -> NodeClassificationError {
        NodeClassificationError("Could not find the classes of \(node) with \(command[0]): \(reason)")
    }
}
