import Foundation
import PuppetCompiler
import Subprocess

/// A git repository on this machine, read and moved by the `git` program.
package struct GitRepository: Sendable {
    /// The work tree or the bare repository.
    package let path: String

    package init(path: String) { self.path = path }

    /// What a command may print at the most.
    private static let largestOutput = 512 << 20

    /// Runs git here and gives what it printed.
    @discardableResult
    package func git(_ arguments: [String], input: [UInt8] = []) async throws(GitError) -> [UInt8] {
        do {
            let result = try await run(
                .name("git"), arguments: Arguments(["-C", path] + arguments), input: .array(input),
                output: .bytes(limit: Self.largestOutput), error: .string(limit: 1 << 16))
            guard result.terminationStatus.isSuccess else {
                throw GitError.failed(
                    command: arguments.first ?? "",
                    reason: result.standardError.trimmingCharacters(in: .whitespacesAndNewlines))
            }
            return result.standardOutput
        } catch let error as GitError {
            throw error
        } catch {
            throw GitError.failed(command: arguments.first ?? "", reason: "git could not be run: \(error)")
        }
    }

    private func text(_ arguments: [String]) async throws(GitError) -> String {
        String(decoding: try await git(arguments), as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }

    /// Whether this folder is a git repository.
    package var isRepository: Bool {
        get async { (try? await git(["rev-parse", "--git-dir"])) != nil }
    }

    /// Local branches and the commits they point to, by branch name.
    package func branches() async throws(GitError) -> [String: String] {
        var branches: [String: String] = [:]
        for line in try await text(["for-each-ref", "--format=%(objectname) %(refname:strip=2)", "refs/heads"])
            .split(separator: "\n")
        {
            guard let space = line.firstIndex(of: " ") else { continue }
            branches[String(line[line.index(after: space)...])] = String(line[..<space])
        }
        return branches
    }

    /// The commit that a revision names, or nil.
    package func commit(_ revision: String) async -> String? {
        try? await text(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
    }

    package func isAncestor(_ ancestor: String, of commit: String) async -> Bool {
        (try? await git(["merge-base", "--is-ancestor", ancestor, commit])) != nil
    }

    /// The folder in which a branch is checked out, or nil.
    package func workTree(of branch: String) async throws(GitError) -> String? {
        var folder: Substring = ""
        for line in try await text(["worktree", "list", "--porcelain"]).split(separator: "\n") {
            if line.hasPrefix("worktree ") { folder = line.dropFirst("worktree ".count) }
            if line == "branch refs/heads/\(branch)" { return String(folder) }
        }
        return nil
    }

    /// The branch that is checked out here, or nil.
    package func currentBranch() async -> String? {
        guard let name = try? await text(["symbolic-ref", "--quiet", "--short", "HEAD"]), !name.isEmpty else {
            return nil
        }
        return name
    }

    /// `12 commits`, newest first: `abbreviated-id subject`.
    package func subjects(from old: String, to new: String) async throws(GitError) -> [String] {
        try await text(["log", "--format=%h %s", "--max-count=100", "\(old)..\(new)"]).split(separator: "\n").map(
            String.init)
    }

    /// Moves a reference, only if it still points where it is believed to.
    package func update(_ reference: String, to new: String, from old: String?, message: String) async throws(GitError)
    {
        try await git(["update-ref", "-m", message, reference, new] + (old.map { [$0] } ?? []))
    }

    package func delete(_ reference: String) async throws(GitError) {
        try await git(["update-ref", "-d", reference])
    }

    /// The notes of a commit under `refs/notes/bunraku`, one JSON document a line, or nil.
    package func note(on commit: String) async -> String? {
        try? await text(["notes", "--ref=bunraku", "show", commit])
    }

    /// Adds a line to a commit's note.
    package func appendNote(_ line: String, on commit: String) async throws(GitError) {
        let text = (await note(on: commit)).map { "\($0)\n\(line)\n" } ?? "\(line)\n"
        try await git(["notes", "--ref=bunraku", "add", "--force", "--file=-", commit], input: Array(text.utf8))
    }

    /// The name and address that git would sign a commit with.
    package func identity() async -> String {
        let name = (try? await text(["config", "user.name"])) ?? ""
        let email = (try? await text(["config", "user.email"])) ?? ""
        if name.isEmpty, email.isEmpty { return ProcessInfo.processInfo.userName }
        return email.isEmpty ? name : "\(name) <\(email)>"
    }
}

/// A git command that did not do what it was asked.
package enum GitError: Error, Hashable, CustomStringConvertible {
    case failed(command: String, reason: String)

    package var description: String {
        switch self {
        case .failed(let command, let reason): "git \(command) failed: \(reason)"
        }
    }
}
