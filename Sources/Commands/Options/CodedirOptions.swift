import ArgumentParser
import Foundation

/// Which codedir and configuration a command works on. Flags beat `BUNRAKU_*`, which beat the configuration.
struct CodedirOptions: ParsableArguments {
    @Option(help: "The codedir, or a git control repo whose branches are the environments.")
    var codedir: String?

    @Option(help: "The configuration; ./bunraku.yaml or CODEDIR/.bunraku/bunraku.yaml otherwise.")
    var config: String?

    func workspace() async throws -> Workspace {
        let environment = ProcessInfo.processInfo.environment
        let given = codedir ?? environment["BUNRAKU_CODEDIR"]
        let configuration = try Configuration.load(named: config ?? environment["BUNRAKU_CONFIG"], codedir: given)
        let codedir = given ?? configuration.codedir.map(configuration.resolve) ?? "."
        return try await Workspace(configuration: configuration, codedir: codedir)
    }
}

/// Which node in which environment, with which facts.
struct NodeOptions: ParsableArguments {
    @Option(help: "The environment; production otherwise.")
    var environment: String?

    @Option(help: "A file with facts, YAML or JSON.")
    var facts: String?

    var environmentName: String {
        environment ?? ProcessInfo.processInfo.environment["BUNRAKU_ENVIRONMENT"] ?? "production"
    }
}
