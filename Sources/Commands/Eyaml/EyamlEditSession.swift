import Diagnostics
import Foundation
import Hiera
import Subprocess
import YAML

/// One run of the editor on a data file. Whatever goes wrong, the plain text is removed from disk, and an edit that
/// cannot be saved is kept in encrypted form.
struct EyamlEditSession: Sendable {
    let path: String
    /// Nil where values stay encrypted.
    let pair: EYAMLKeyPair?
    let publicKey: EYAMLPublicKey
    let editor: Editor
    let hasPreamble: Bool
    let environment: [String: String]
    let say: @Sendable (String) -> Void
    let wantsToTryAgain: @Sendable () -> Bool

    private static let emptyFile = Array("---\n".utf8)
    private static let prefix = Array("# |".utf8)

    func run() async throws {
        var old: [UInt8]?
        if FileManager.default.fileExists(atPath: path) {
            old = try InputFile.bytes(path)
        } else {
            say("\(path) does not exist, editing a new file")
        }
        let original = old ?? Self.emptyFile
        guard String(validating: original, as: UTF8.self) != nil else { throw CommandFailure("\(path) is not UTF-8") }
        let edit = try self.edit(original)
        for hidden in edit.hidden { say("\(path):\(hidden.line): a value stays encrypted: \(hidden.reason)") }
        let file = try PrivateText((hasPreamble ? Self.preamble : []) + edit.shown, environment: environment)
        defer { file.remove() }
        while true {
            let edited = try await edited(file, edit)
            guard edited != edit.shown else { return say("No changes detected, exiting") }
            do {
                let result = try edit.encrypted(edited, with: publicKey)
                try FileReplacements.apply([.init(path: path, old: old, new: result)])
                return warnOfYAML(result, before: original)
            } catch let failure as EYAML.Edit.Failure {
                say("\(failure)")
                guard wantsToTryAgain() else { throw keeping(edited, "\(failure)") }
            } catch {
                throw keeping(edited, "\(error)")
            }
        }
    }

    private func edit(_ original: [UInt8]) throws -> EYAML.Edit {
        guard let pair else { return EYAML.Edit(undecrypted: original) }
        let text = EyamlText(path: path, bytes: original)
        return try EYAML.Edit(original) { token in try text.plain(of: token, with: pair) }
    }

    /// What the user made of the text, without the preamble.
    private func edited(_ file: PrivateText, _ edit: EYAML.Edit) async throws -> [UInt8] {
        let status: TerminationStatus
        do {
            status = try await editor.edit(file.path)
        } catch {
            throw keeping(file, edit, "\(error)")
        }
        switch status {
        case .exited(0): break
        // The shell's way to say that a signal ended what it ran.
        case .exited(let code) where code <= 128:
            throw CommandFailure("the editor did not end well (exit code \(code)); \(path) is as it was")
        default: throw keeping(file, edit, "the editor was ended by a signal")
        }
        guard let bytes = file.read() else { throw CommandFailure("the editor moved the file away") }
        let edited = Self.withoutPreamble(bytes)
        guard !edited.isEmpty else { throw CommandFailure("the edited file is blank; \(path) is as it was") }
        return edited
    }

    private static func withoutPreamble(_ bytes: [UInt8]) -> [UInt8] {
        var rest = bytes[...]
        while rest.starts(with: prefix) {
            guard let end = rest.firstIndex(of: 0x0A) else { return [] }
            rest = rest[(end + 1)...]
        }
        return Array(rest)
    }

    private func keeping(_ file: PrivateText, _ edit: EYAML.Edit, _ problem: String) -> CommandFailure {
        guard let edited = file.read().map(Self.withoutPreamble), edited != edit.shown, !edited.isEmpty else {
            return CommandFailure(problem)
        }
        return keeping(edited, problem)
    }

    /// The whole edit as one encrypted value beside the file, so that nobody types it again.
    private func keeping(_ edited: [UInt8], _ problem: String) -> CommandFailure {
        let name = "\(path).\(UUID().uuidString.prefix(8).lowercased()).edit"
        guard let base64 = try? EYAML.encryptBase64(edited, with: publicKey),
            (try? NewFile.write(Array("\(EYAML.string(base64: base64))\n".utf8), to: name, mode: 0o600)) != nil
        else { return CommandFailure(problem) }
        return CommandFailure(
            "\(problem)\n  note: \(path) is as it was; the edit is kept, encrypted, in \(name): bunraku eyaml decrypt -f \(name)"
        )
    }

    /// Says so where the edit made YAML into none.
    private func warnOfYAML(_ result: [UInt8], before original: [UInt8]) {
        func problem(_ bytes: [UInt8]) -> Diagnostic? {
            YAMLParser.parse(SourceFile(path: path, bytes: bytes)).1.first { $0.severity == .error }
        }
        guard problem(original) == nil, let problem = problem(result) else { return }
        let place = problem.place.map { "\($0.description): " } ?? ""
        Terminal.warn("warning: \(place)\(path) was saved, but it is no YAML any more: \(problem.message.text)")
    }

    private static let preamble = Array(
        """
        # | The values of this file are decrypted here, as DEC(<number>)::PKCS7[text]!, and are encrypted again when
        # | the editor ends. The lines at the top that begin with "# |" go away.
        # |  - Change a value between the brackets. Leave its number as it is: it says which value it was.
        # |  - Write a new value without a number: DEC::PKCS7[text]!
        # |  - The exclamation mark belongs to the value.

        """.utf8)
}
