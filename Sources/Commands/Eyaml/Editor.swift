import Foundation
import Subprocess

#if canImport(System)
    import System
#else
    import SystemPackage
#endif

/// The user's editor: `EDITOR`, which may have arguments, or one that Debian has.
struct Editor: Sendable {
    private let command: String

    init(command: String) { self.command = command }

    init(environment: [String: String]) throws {
        if let command = environment["EDITOR"], !command.isEmpty {
            self.command = command
            return
        }
        let paths = ["/usr/bin/sensible-editor", "/usr/bin/editor", "/usr/bin/vim", "/usr/bin/vi"]
        guard let path = paths.first(where: FileManager.default.isExecutableFile) else {
            throw CommandFailure("no editor was found; set EDITOR")
        }
        command = path
    }

    /// Runs it on a file, with this program's terminal, until it ends. A task that is cancelled ends it.
    func edit(_ path: String) async throws -> TerminationStatus {
        var platformOptions = PlatformOptions()
        platformOptions.teardownSequence = [.gracefulShutDown(allowedDurationToNextStep: .seconds(2))]
        let result: ExecutionResult<Void, FileDescriptorOutput, FileDescriptorOutput>
        do {
            result = try await Subprocess.run(
                .path("/bin/sh"), arguments: ["-c", "\(words) \"$1\"", "sh", path], platformOptions: platformOptions,
                input: .fileDescriptor(.standardInput, closeAfterSpawningProcess: false),
                output: .currentStandardOutput, error: .currentStandardError)
        } catch {
            throw CommandFailure("the editor cannot be run: \(error)")
        }
        return result.terminationStatus
    }

    /// As the shell reads it. The path of a program may have blanks, where it is all that `EDITOR` says.
    private var words: String {
        guard command.contains(" "), FileManager.default.isExecutableFile(atPath: command) else { return command }
        return "'\(command.replacing("'", with: "'\\''"))'"
    }
}
