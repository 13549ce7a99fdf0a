import Diagnostics
import Foundation
import Lint
import Testing

@testable import Commands

@Suite struct LintCommandTests {
    private func lint(_ codedir: ScratchCodedir) async throws -> Linter.Report {
        let workspace = try await Workspace(configuration: .none, codedir: codedir.path)
        let linter = Linter(compiler: workspace.compiler, circumstances: try workspace.circumstances())
        return await linter.lint(try await workspace.snapshot("production"))
    }

    /// Turns the environment's data into a folder of the codedir, with a link to it.
    private func shareData(_ codedir: ScratchCodedir) throws {
        let data = codedir.file("environments/production/data")
        try FileManager.default.moveItem(atPath: data, toPath: codedir.file("hieradata"))
        try FileManager.default.createSymbolicLink(atPath: data, withDestinationPath: "../../hieradata")
    }

    @Test func aFindingBehindALinkIsAtTheRealFileOnce() async throws {
        try await ScratchCodedir.with { codedir in
            try shareData(codedir)
            try codedir.write("environments/production/data/common.yaml", "app::replicas: 3\napp::replicas: 4\n")
            let report = try await lint(codedir)
            #expect(report.findings.map { $0.place?.description } == ["hieradata/common.yaml:2:1"])
            #expect(report.findings.map(\.id) == ["duplicate_key"])
            #expect(report.errorCount == 1)
        }
    }

    @Test func whatKeepsAFileFromBeingReadIsSaidOnce() async throws {
        try await ScratchCodedir.with { codedir in
            try codedir.write("environments/production/nodes/production/n1.yaml", "clustername: n1\n")
            try codedir.write("environments/production/data/common.yaml", "app::replicas: [\n")
            let report = try await lint(codedir)
            #expect(report.nodeCount == 1)
            #expect(report.findings.map(\.id) == ["yaml_syntax"])
        }
    }

    @Test func anEncryptedValueThatIsNoneIsAnError() async throws {
        try await ScratchCodedir.with { codedir in
            try codedir.write(
                "environments/production/data/common.yaml",
                "app::replicas: 3\na: {b: ['ENC[PKCS7,***]', 'ENC[PKCS7,MIIB]', 'see ENC[']}\n")
            let report = try await lint(codedir)
            #expect(report.findings.map(\.id) == ["damaged_secret"])
            #expect(report.findings.map { $0.place?.description } == ["environments/production/data/common.yaml:2:9"])
        }
    }

    @Test func settingsThatArePassedOverAreNamed() async throws {
        try await ScratchCodedir.with { codedir in
            try codedir.write(
                "environments/production/environment.conf", "# fine\nmodulepath = modules\nmodulpath = x\n\u{1}\n")
            let report = try await lint(codedir)
            #expect(
                report.findings.map { $0.place?.description } == [
                    "environments/production/environment.conf:3:1", "environments/production/environment.conf:4:1",
                ])
            #expect(report.findings.map(\.id) == ["environment_conf", "environment_conf"])
            #expect(report.errorCount == 0)
        }
    }

    @Test func aWorkTreeIsCheckedAsItIsUnderItsOwnPaths() async throws {
        try await ScratchCodedir.with { codedir in
            let repo = codedir.file("environments/production")
            try codedir.write("environments/production/data/common.yaml", "app::replicas: 3\napp::replicas: 4\n")
            let workspace = try await Workspace(configuration: .none, codedir: repo)
            let linter = Linter(compiler: workspace.compiler, circumstances: try workspace.circumstances())
            let report = await linter.lint(try workspace.workTree(as: "feature_x"))
            #expect(report.findings.map { $0.place?.description } == ["data/common.yaml:2:1"])
        }
    }

    @Test func aCompileErrorNamesTheRealFile() async throws {
        try await ScratchCodedir.with { codedir in
            try shareData(codedir)
            try codedir.write("environments/production/data/common.yaml", "app::replicas: [\n")
            let (message, code) = await codedir.run(["catalog", "compile", "n1"])
            #expect(code == 1)
            #expect(message.contains("--> hieradata/common.yaml:2:1"), "\(message)")
        }
    }
}
