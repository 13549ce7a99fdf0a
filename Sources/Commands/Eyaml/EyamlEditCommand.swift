import ArgumentParser
import Foundation
import Hiera
import UnixSignals

/// `bunraku eyaml edit FILE`: the file in the user's editor, with its values decrypted.
struct EyamlEditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "edit", abstract: "Edit a data file with its values decrypted.")

    @OptionGroup var options: EyamlOptions

    @Flag(name: .customLong("no-preamble"), help: "Begin without the explanation.")
    var noPreamble = false

    @Flag(
        name: [.customShort("d"), .customLong("no-decrypt")],
        help: "Leave the values encrypted; new ones that are marked are encrypted.")
    var noDecrypt = false

    @Argument(help: "The data file; it may be a new one.")
    var path: String

    func run() async throws {
        let settings = try options.settings()
        let environment = ProcessInfo.processInfo.environment
        let publicKey: EYAMLPublicKey
        var pair: EYAMLKeyPair?
        if noDecrypt || !FileManager.default.fileExists(atPath: path) {
            publicKey = try settings.publicKey()
        } else {
            (pair, publicKey) = try settings.matchingPair()
        }
        let session = EyamlEditSession(
            path: path, pair: pair, publicKey: publicKey, editor: try Editor(environment: environment),
            hasPreamble: !(noPreamble || settings.configuration.flag("no_preamble")), environment: environment,
            say: settings.info, wantsToTryAgain: Self.asks)
        try await Self.untilInterrupted { try await session.run() }
    }

    private static func asks() -> Bool {
        guard isatty(STDIN_FILENO) == 1 else { return false }
        Terminal.write("Return to the editor to try again? (y/n) ", to: .standardError)
        return readLine()?.lowercased().hasPrefix("y") ?? false
    }

    private enum Ending: Sendable {
        case finished
        case interrupted(Int32)
    }

    /// Signals that would end the program end the editor first, and what it was given goes. An interrupt from the
    /// keyboard is the editor's.
    private static func untilInterrupted(_ body: @escaping @Sendable () async throws -> Void) async throws {
        let signals = await UnixSignalsSequence(trapping: .sigterm, .sighup, .sigint, .sigquit)
        let ending = try await withThrowingTaskGroup(of: Ending?.self) { group in
            group.addTask {
                try await body()
                return .finished
            }
            group.addTask {
                for await signal in signals {
                    if signal == .sigterm { return .interrupted(SIGTERM) }
                    if signal == .sighup { return .interrupted(SIGHUP) }
                }
                return nil
            }
            var interruption: Ending?
            while let ending = try await group.next() {
                guard let ending else { continue }
                if case .finished = ending {
                    group.cancelAll()
                    return interruption ?? ending
                }
                interruption = ending
                group.cancelAll()
            }
            return interruption ?? .finished
        }
        if case .interrupted(let signal) = ending { throw ExitCode(128 + signal) }
    }
}
