import ArgumentParser
import Diagnostics
import JSON
import Lint
import Promotion
import PuppetCompiler

/// `bunraku lint`: exit code 1 on any error.
struct LintCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint", abstract: "Check a control repo: syntax, data, and the catalog of every node.",
        discussion: "The nodes of an environment are those with facts in hieradata/nodes/ENVIRONMENT/CERTNAME.yaml.")

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case text, json, github
    }

    @OptionGroup var codedirOptions: CodedirOptions

    @Option(help: "One environment, or several; all otherwise.")
    var environment: [String] = []

    @Flag(help: "Check the files of a git work tree as they are, as one environment: what CI has checked out.")
    var workTree = false

    @Option(help: "text, json or github (annotations).")
    var format = Format.text

    @Flag(help: "Fail on warnings too.")
    var failOnWarnings = false

    func validate() throws {
        if workTree, environment.count > 1 { throw ValidationError("a work tree is one environment") }
    }

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let names =
            if !environment.isEmpty {
                environment
            } else if workTree {
                [await workspace.currentEnvironment()]
            } else {
                try await workspace.repo.environments.names()
            }
        guard !names.isEmpty else { throw CommandFailure("there is no environment in \(workspace.codedir)") }
        let linter = Linter(compiler: workspace.compiler, circumstances: try workspace.circumstances())
        var report = Linter.Report(findings: [], fileCount: 0, nodeCount: 0)
        for name in names {
            let snapshot = workTree ? try workspace.workTree(as: name) : try await workspace.snapshot(name)
            let found = await linter.lint(snapshot) { node in Terminal.progress("lint \(name): \(node)") }
            report = report.merged(with: found)
            if found.nodeCount == 0 {
                Terminal.warn("warning: no node of '\(name)' is known, so no catalog was compiled; see --help")
            }
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

extension Workspace {
    /// The files of the codedir, committed or not, as an environment.
    func workTree(as name: String) throws -> EnvironmentSnapshot {
        let root = "environments/\(name)"
        let files = try DirectoryReader(root: codedir).tree(of: [""]).moved(below: root)
        return EnvironmentSnapshot(
            origin: .init(name: name, root: root, baseModuleFolders: []), files: files, keys: keys)
    }

    /// The environment of the branch that is checked out; `production` where none is.
    func currentEnvironment() async -> String {
        let branch = await GitRepository(path: codedir).currentBranch()
        return branch.map(EnvironmentName.ofBranch) ?? "production"
    }
}
