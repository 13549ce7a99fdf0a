import ArgumentParser
import Foundation
import JSON
import Master

/// `bunraku report`: what agents reported, read from the master's store.
struct ReportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report", abstract: "List and show reports.",
        subcommands: [ReportListCommand.self, ReportShowCommand.self])

    struct Options: ParsableArguments {
        @Option(help: "The configuration, which names the store.")
        var config: String?

        @Option(help: "The SQLite file.")
        var database: String?

        func store() throws -> ReportStore {
            let configuration = try Configuration.load(
                named: config ?? ProcessInfo.processInfo.environment["BUNRAKU_CONFIG"], codedir: nil)
            guard let path = database ?? configuration.master.database.map(configuration.resolve) else {
                throw CommandFailure("no store is named: use --database, or master.database in the configuration")
            }
            guard FileManager.default.fileExists(atPath: path) else {
                throw CommandFailure("there is no store \(path)")
            }
            return try ReportStore(path: path)
        }
    }
}

/// `bunraku report list`.
struct ReportListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List reports, newest first.")

    @OptionGroup var options: ReportCommand.Options

    @Option(help: "Of this node only.")
    var node: String?

    @Option(help: "Of this environment only.")
    var environment: String?

    @Option(help: "failed, changed or unchanged.")
    var status: String?

    @Option(help: "At the most.")
    var limit = 50

    @Option(help: "text or json.")
    var format = DataFormat.text

    func run() async throws {
        var filter = ReportFilter()
        filter.host = node
        filter.environment = environment
        filter.status = status
        filter.limit = limit
        let reports = try await options.store().list(filter)
        switch format {
        case .text:
            for report in reports {
                let mark = report.isCorrective ? ", corrective" : ""
                Terminal.say(
                    "\(report.id)  \(report.time)  \(report.host)  \(report.environment)  \(report.status)\(mark)")
            }
        case .json: Terminal.say(JSONWriter.text(.array(reports.map(\.json)), .pretty))
        }
    }
}

/// `bunraku report show ID`.
struct ReportShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Print a report as JSON.")

    @OptionGroup var options: ReportCommand.Options

    @Argument(help: "The report's number.")
    var id: Int64

    func run() async throws {
        guard let report = try await options.store().report(id: id) else {
            throw CommandFailure("there is no report \(id)")
        }
        Terminal.say(JSONWriter.text(report.body, .pretty))
    }
}
