package import PuppetCompiler

/// A git control repo: a promotion moves the target's branch forward to the source's commit.
package struct GitControlRepo: ControlRepo {
    private let git: GitEnvironments
    private var repository: GitRepository { git.repository }

    package init(environments: GitEnvironments) { git = environments }

    package var environments: any EnvironmentSource { git }

    package func state(of environment: String) async throws -> String? {
        if let pin = try await pinned(environment) { return pin }
        return try await git.branch(of: environment)?.commit
    }

    package func candidate(for target: String, from source: String) async throws -> Candidate {
        guard let sourceBranch = try await git.branch(of: source) else {
            throw PromotionError.unknownEnvironment(source)
        }
        guard let targetBranch = try await git.branch(of: target) else {
            throw PromotionError.unknownEnvironment(target)
        }
        let canMove = await repository.isAncestor(targetBranch.commit, of: sourceBranch.commit)
        return Candidate(
            snapshot: try await git.snapshot(target, commit: sourceBranch.commit), state: sourceBranch.commit,
            subjects: try await repository.subjects(from: targetBranch.commit, to: sourceBranch.commit),
            obstacle: canMove
                ? nil
                : "'\(targetBranch.name)' has commits that '\(sourceBranch.name)' lacks; merge '\(targetBranch.name)' into '\(sourceBranch.name)' first"
        )
    }

    package func promote(
        _ target: String, from old: String, to candidate: Candidate, record: PromotionRecord
    ) async throws {
        guard let branch = try await git.branch(of: target) else { throw PromotionError.unknownEnvironment(target) }
        guard branch.commit == old else { throw PromotionError.moved(environment: target) }
        if let folder = try await repository.workTree(of: branch.name) {
            // Its files would stay behind, and the next commit there would take the promotion back.
            throw PromotionError.obstacle(
                "'\(branch.name)' is checked out in \(folder); check out another branch there first")
        }
        try await repository.update(
            "refs/heads/\(branch.name)", to: candidate.state, from: old,
            message: "promote \(record.source) to \(target): \(record.reason)")
        try await keep(record, on: candidate.state)
    }

    package func pin(_ environment: String, to state: String, record: PromotionRecord) async throws {
        try await repository.update(
            GitEnvironments.pin(environment), to: state, from: nil, message: "rollback \(environment): \(record.reason)"
        )
        try await keep(record, on: state)
    }

    package func liftPin(_ environment: String, record: PromotionRecord) async throws {
        guard let pin = try await pinned(environment) else { return }
        try await repository.delete(GitEnvironments.pin(environment))
        try await keep(record, on: pin)
    }

    package func pinned(_ environment: String) async throws -> String? {
        await repository.commit(GitEnvironments.pin(environment))
    }

    package func previousState(of environment: String) async throws -> String? {
        guard let branch = try await git.branch(of: environment) else { return nil }
        return try await history(of: environment).compactMap(RecordLine.init).last { line in
            line.action == PromotionRecord.Action.promote.rawValue && line.to == branch.commit
        }?.from
    }

    package func earlierState(_ name: String, of environment: String) async throws -> String? {
        guard let branch = try await git.branch(of: environment), let commit = await repository.commit(name) else {
            return nil
        }
        if await repository.isAncestor(commit, of: branch.commit) { return commit }
        let lines = try await history(of: environment).compactMap(RecordLine.init)
        return lines.contains { $0.from == commit || $0.to == commit } ? commit : nil
    }

    package func history(of environment: String) async throws -> [String] {
        guard let branch = try await git.branch(of: environment) else { return [] }
        let listing = String(
            decoding: (try? await repository.git(["notes", "--ref=bunraku", "list"])) ?? [], as: UTF8.self)
        var lines: [String] = []
        for entry in listing.split(separator: "\n") {
            guard let commit = entry.split(separator: " ").last.map(String.init),
                await repository.isAncestor(commit, of: branch.commit), let note = await repository.note(on: commit)
            else { continue }
            lines += note.split(separator: "\n").map(String.init)
        }
        return lines.compactMap { line in RecordLine(line).map { (line, $0) } }
            .filter { $0.1.target == environment }
            .sorted { $0.1.time < $1.1.time }
            .map(\.0)
    }

    private func keep(_ record: PromotionRecord, on commit: String) async throws {
        try await repository.appendNote(record.line, on: commit)
    }
}
