import ArgumentParser
import Diagnostics
import Foundation
import JSON
import Lint
import Promotion
import PuppetCompiler

/// `bunraku promote FROM --to TO`.
struct PromoteCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "promote",
        abstract: "Move an environment to the state of another, after compiling every node in both states.")

    @OptionGroup var codedirOptions: CodedirOptions

    @Argument(help: "The environment (or branch) that is promoted.")
    var source: String

    @Option(help: "The environment that it is promoted to.")
    var to: String

    @Flag(help: "Show what would change, and stop.")
    var dryRun = false

    @Option(name: [.customLong("reason"), .customShort("m")], help: "Why; kept on record.")
    var reason = ""

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let promoter = try workspace.promoter()
        let source = EnvironmentName.ofBranch(source)
        let to = EnvironmentName.ofBranch(to)
        do {
            let (plan, candidate, lint) = try await promoter.plan(source, to: to) { node in
                Terminal.progress("compile \(node)")
            }
            Terminal.endProgress()
            PlanText.show(plan, lint: lint)
            if dryRun {
                Terminal.say("Nothing was moved: this was a dry run.")
                if !plan.isAllowed { throw ExitCode.failure }
                return
            }
            let record = try await promoter.promote(plan, to: candidate, by: await workspace.author(reason: reason))
            Terminal.say(
                plan.isNothing
                    ? "'\(to)' is already at \(plan.to.prefix(12))."
                    : "Promoted '\(source)' to '\(to)': \(record.from.prefix(12)) → \(record.to.prefix(12)).")
        } catch let error as PromotionError {
            Terminal.endProgress()
            throw CommandFailure(error.description)
        }
    }
}

/// `bunraku rollback ENV`.
struct RollbackCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rollback",
        abstract: "Pin an environment to the state before its last promotion, until the pin is lifted.")

    @OptionGroup var codedirOptions: CodedirOptions

    @Argument(help: "The environment.")
    var environment: String

    @Option(name: .customLong("to"), help: "An earlier state: a commit, or a digest on record.")
    var state: String?

    @Flag(help: "Lift the pin: the environment follows its branch again.")
    var lift = false

    func validate() throws {
        if lift, state != nil { throw ValidationError("--lift and --to exclude each other") }
    }

    @Option(name: [.customLong("reason"), .customShort("m")], help: "Why; kept on record.")
    var reason = ""

    func run() async throws {
        let workspace = try await codedirOptions.workspace()
        let promoter = try workspace.promoter()
        let author = await workspace.author(reason: reason)
        do {
            if lift {
                let wasPinned = try await promoter.liftPin(environment, by: author)
                return Terminal.say("'\(environment)' is not pinned\(wasPinned ? " any more" : "").")
            }
            let record = try await promoter.rollback(environment, to: state, by: author)
            Terminal.say("'\(environment)' is pinned to \(record.to.prefix(12)); it was at \(record.from.prefix(12)).")
        } catch let error as PromotionError {
            throw CommandFailure(error.description)
        }
    }
}

extension Workspace {
    func author(reason: String) async -> Promoter.Author {
        Promoter.Author(
            who: await GitRepository(path: codedir).identity(), time: Int(Date().timeIntervalSince1970), reason: reason)
    }
}
