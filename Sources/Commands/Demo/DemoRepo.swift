import Foundation
import Hiera
import Promotion

/// A git control repo for the demo, made from the codedir: one branch an environment.
struct DemoRepo {
    let folder: URL
    let repository: GitRepository

    /// Copies each environment's folder, with the shared modules and data, into a commit of a branch of its name.
    /// Every branch starts from the one before, so that promotions can move forward.
    static func make(at folder: URL, from codedir: URL, branches: [String]) async throws -> DemoRepo {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let repo = DemoRepo(folder: folder, repository: GitRepository(path: folder.path))
        try await repo.repository.git(["init", "--quiet", "--initial-branch=\(branches[0])"])
        try await repo.repository.git(["config", "user.name", "Demo"])
        try await repo.repository.git(["config", "user.email", "demo@example.org"])
        for (position, branch) in branches.enumerated() {
            if position > 0 { try await repo.repository.git(["checkout", "--quiet", "-b", branch]) }
            try repo.fill(from: codedir, environment: branch)
            try await repo.commit("The state of \(branch)")
        }
        return repo
    }

    /// Makes the work tree what the environment is in the codedir.
    private func fill(from codedir: URL, environment: String) throws {
        let files = FileManager.default
        for name in try files.contentsOfDirectory(atPath: folder.path) where name != ".git" {
            try files.removeItem(at: folder.appending(path: name))
        }
        let source = codedir.appending(path: "environments/\(environment)")
        for name in try files.contentsOfDirectory(atPath: source.path) where name != "hieradata" {
            try files.copyItem(at: source.appending(path: name), to: folder.appending(path: name))
        }
        for shared in ["modules", "hieradata"] where !files.fileExists(atPath: folder.appending(path: shared).path) {
            try files.copyItem(at: codedir.appending(path: shared), to: folder.appending(path: shared))
        }
    }

    /// Changes a file on a branch and commits it.
    func edit(
        _ path: String, on branch: String, subject: String, _ change: (String) throws -> String
    ) async throws {
        try await repository.git(["checkout", "--quiet", "--force", branch])
        let url = folder.appending(path: path)
        let text = FileManager.default.contents(atPath: url.path).map { String(decoding: $0, as: UTF8.self) } ?? ""
        try Data(try change(text).utf8).write(to: url)
        try await commit(subject)
    }

    private func commit(_ subject: String) async throws {
        try await repository.git(["add", "--all"])
        try await repository.git(["commit", "--quiet", "--message", subject])
    }
}
