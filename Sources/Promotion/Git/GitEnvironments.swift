package import Hiera
package import PuppetCompiler

/// The environments of a git control repo: one a branch, its name mapped as r10k does.
///
/// A branch that is pinned (`refs/bunraku/pins/<environment>`) stays at the pinned commit until the pin is lifted.
package actor GitEnvironments: EnvironmentSource {
    package let repository: GitRepository
    private let keys: any KeyProvider
    private var known: [String: EnvironmentSnapshot] = [:]

    package init(repository: GitRepository, keys: any KeyProvider) {
        self.repository = repository
        self.keys = keys
    }

    package func names() async throws -> [String] {
        Set(try await repository.branches().keys.map(EnvironmentName.ofBranch)).sorted()
    }

    package func snapshot(_ name: String) async throws -> EnvironmentSnapshot? {
        guard let branch = try await branch(of: name) else { return nil }
        let commit = await repository.commit(Self.pin(name)) ?? branch.commit
        return try await snapshot(name, commit: commit)
    }

    /// The environment as it would be at any commit.
    package func snapshot(_ name: String, commit: String) async throws(GitError) -> EnvironmentSnapshot {
        if let last = known[name], last.commit == commit { return last }
        let root = "environments/\(name)"
        let files = try await repository.tree(of: commit).moved(below: root)
        let snapshot = EnvironmentSnapshot(
            origin: .init(name: name, commit: commit, root: root, baseModuleFolders: []), files: files, keys: keys)
        known[name] = snapshot
        return snapshot
    }

    /// The branch that an environment comes from.
    package func branch(of name: String) async throws(GitError) -> (name: String, commit: String)? {
        let branches = try await repository.branches()
        guard let branch = branches.keys.sorted().first(where: { EnvironmentName.ofBranch($0) == name }),
            let commit = branches[branch]
        else { return nil }
        return (branch, commit)
    }

    package static func pin(_ name: String) -> String { "refs/bunraku/pins/\(name)" }
}
