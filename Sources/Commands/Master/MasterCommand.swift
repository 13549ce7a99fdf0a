import ArgumentParser
import Foundation
import Logging
import Master
import ServiceLifecycle
import UnixSignals

/// `bunraku master`: serves catalogs until it is interrupted.
struct MasterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "master", abstract: "Serve catalogs over mutual TLS.")

    @OptionGroup var codedirOptions: CodedirOptions

    @Option(help: "The address to listen on.")
    var host: String?

    @Option(help: "The port to listen on; 0 takes a free one.")
    var port: Int?

    @Option(help: "The folder of keys and certificates.")
    var ssldir: String?

    @Option(help: "The name on the master's certificate.")
    var certname: String?

    func validate() throws {
        if let port, !(0...65535).contains(port) { throw ValidationError("a port is 0 to 65535") }
    }

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        guard workspace.configuration.path != nil else {
            throw CommandFailure(
                "a master needs a configuration, which grants keys and environments: name one with --config, or write ./bunraku.yaml"
            )
        }
        let setup = try MasterSetup(workspace: workspace, host: host, port: port, ssldir: ssldir, certname: certname)
        var logger = Logger(label: "bunraku.master")
        logger.logLevel = .info
        let listening = "Serving \(workspace.codedir) on \(setup.configuration.host)"
        let master = try Master(
            configuration: setup.configuration, service: setup.catalogs, logger: logger,
            onRunning: { port in Terminal.say("\(listening) port \(port).") })
        let group = ServiceGroup(
            configuration: .init(
                services: [.init(service: master)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger))
        do {
            try await group.run()
        } catch let error as MasterError {
            throw CommandFailure(error.description)
        }
    }
}
