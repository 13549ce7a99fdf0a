import ArgumentParser
import JSON
import Promotion
import PuppetCompiler

/// `bunraku environment`.
struct EnvironmentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "environment", abstract: "The environments and their state.",
        subcommands: [EnvironmentListCommand.self, EnvironmentStatusCommand.self])
}

/// `bunraku environment list`.
struct EnvironmentListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List the environments.")

    @OptionGroup var codedirOptions: CodedirOptions

    @Option(help: "text or json.")
    var format = DataFormat.text

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        var rows: [JSON] = []
        for name in try await workspace.repo.environments.names() {
            let state = try await workspace.repo.state(of: name) ?? ""
            let pin = try await workspace.repo.pinned(name)
            let nodes = try await workspace.snapshot(name).nodes.facts.count
            rows.append([
                "name": .string(name), "state": .string(state), "pinned": .boolean(pin != nil),
                "nodes": .integer(nodes),
            ])
            if format == .text {
                let mark = pin == nil ? "" : ", pinned"
                Terminal.say("\(name)  \(state.prefix(12))  \(nodes == 1 ? "1 node" : "\(nodes) nodes")\(mark)")
            }
        }
        if format == .json { Terminal.say(JSONWriter.text(.array(rows), .pretty)) }
    }
}

/// `bunraku environment status ENV`: what was promoted into it.
struct EnvironmentStatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the promotions and rollbacks of an environment, oldest first.")

    @OptionGroup var codedirOptions: CodedirOptions

    @Argument(help: "The environment.")
    var environment: String

    @Option(help: "text, or json: one record a line.")
    var format = DataFormat.text

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        _ = try await workspace.snapshot(environment)
        let history = try await workspace.repo.history(of: environment)
        switch format {
        case .json: history.forEach(Terminal.say)
        case .text: try await show(history, of: workspace.repo)
        }
    }

    private func show(_ history: [String], of repo: any ControlRepo) async throws {
        let state = try await repo.state(of: environment) ?? ""
        if let pin = try await repo.pinned(environment) {
            Terminal.say(
                "\(environment) is pinned to \(pin.prefix(12)); bunraku rollback \(environment) --lift lifts the pin")
        } else {
            Terminal.say("\(environment) is at \(state.prefix(12))")
        }
        if history.isEmpty { Terminal.say("nothing is on record") }
        for line in history { Terminal.say(RecordText.line(line)) }
    }
}
