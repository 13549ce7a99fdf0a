import ArgumentParser
import Diagnostics
import JSON
import Lint
import Promotion
import PuppetCompiler

/// `bunraku lint`: exit code 1 on any error.
struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check a control repo: syntax, data, and the catalog of every node.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, github
    }

    @OptionGroup var codedirOptions: CodedirOptions

    @Option(help: "One environment, or several; all otherwise.")
    var environment: [String] = []

    @Option(help: "text, json or github (annotations).")
    var format = Format.text

    @Flag(help: "Fail on warnings too.")
    var failOnWarnings = false

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let names = environment.isEmpty ? try await workspace.repo.environments.names() : environment
        guard !names.isEmpty else { throw CommandFailure("there is no environment in \(workspace.codedir)") }
        let linter = Linter(compiler: workspace.compiler, circumstances: try workspace.circumstances())
        var report = Linter.Report(findings: [], fileCount: 0, nodeCount: 0)
        for name in names {
            let snapshot = try await workspace.snapshot(name)
            let found = await linter.lint(snapshot) { node in Terminal.progress("lint \(name): \(node)") }
            report = report.merged(with: found)
        }
        Terminal.endProgress()
        show(report, environments: names.count)
        if report.errorCount > 0 || (failOnWarnings && report.warningCount > 0) { throw ExitCode.failure }
    }

    private func show(_ report: Linter.Report, environments: Int) {
        switch format {
        case .text:
            let renderer = TextRenderer(useColor: Terminal.isInteractive)
            for finding in report.findings { Terminal.say(renderer.render(finding)) }
            Terminal.say(
                "\(report.errorCount) errors, \(report.warningCount) warnings: \(report.fileCount) files and \(report.nodeCount) nodes in \(environments) environments"
            )
        case .json: Terminal.say(JSONWriter.text(FindingJSON.array(report.findings), .pretty))
        case .github: GitHubAnnotations.lines(report.findings).forEach(Terminal.say)
        }
    }
}
