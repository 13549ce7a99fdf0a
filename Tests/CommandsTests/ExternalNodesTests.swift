import Foundation
import OrderedCollections
import PuppetCompiler
import PuppetTypes
import Testing

@testable import Commands

/// Node classifiers that are programs: what they are given, and what their failures say.
struct ExternalNodesTests {
    /// Runs a classifier that is a shell script.
    private func classify(
        _ script: String, timeout: Duration = .seconds(60)
    ) async throws -> Result<NodeClassification, NodeClassificationError> {
        var result: Result<NodeClassification, NodeClassificationError>?
        try await ScratchCodedir.with { codedir in
            try codedir.write("enc", "#!/bin/sh\n\(script)\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: codedir.file("enc"))
            let nodes = ExternalNodes(command: [codedir.file("enc"), "first"], timeout: timeout)
            do throws(NodeClassificationError) {
                result = .success(try await nodes.classification(of: "n1.example.org"))
            } catch {
                result = .failure(error)
            }
        }
        return try #require(result)
    }

    private func failure(_ script: String, timeout: Duration = .seconds(60)) async throws -> String {
        guard case .failure(let error) = try await classify(script, timeout: timeout) else { return "" }
        return error.description
    }

    @Test func theProgramGetsTheNodesNameLast() async throws {
        let answer = try await classify(#"echo "parameters: {arguments: $1 $2 $#}"; echo "classes: [a]""#).get()
        #expect(answer.parameters == ["arguments": "first n1.example.org 2"])
        #expect(answer.classes == ["a": [:]])
    }

    @Test func failuresSayWhy() async throws {
        #expect(try await failure("echo no such node >&2; exit 3").hasSuffix("the program failed: no such node"))
        #expect(try await failure("exit 0").hasSuffix("it printed nothing"))
        #expect(try await failure("echo '[a'").contains(", line: "))
        #expect(try await failure("exec sleep 600", timeout: .milliseconds(50)).contains("did not answer"))
        let missing = ExternalNodes(command: ["/nowhere/enc"])
        await #expect(throws: NodeClassificationError.self) { try await missing.classification(of: "n") }
    }

    @Test func catalogsAreCompiledWithIt() async throws {
        try await ScratchCodedir.with { codedir in
            try codedir.write(
                "bunraku.yaml", "codedir: .\nnode_terminus: exec\nexternal_nodes: \(codedir.file("enc"))\n")
            try codedir.write("enc", "#!/bin/sh\necho 'classes: {missing: {}}'\n")
            try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: codedir.file("enc"))
            let answer = await codedir.run(["catalog", "compile", "n1", "--format", "summary"])
            #expect(answer.code == 1)
            #expect(answer.message.contains("Could not find class missing for n1"))
        }
    }
}
