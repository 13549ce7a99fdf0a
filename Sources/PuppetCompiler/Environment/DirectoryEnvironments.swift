import Foundation
package import Hiera

/// The environments of a codedir on disk, `environments/<name>/`.
package actor DirectoryEnvironments: EnvironmentSource {
    private let codedir: String
    private let keys: any KeyProvider
    private let data: DataGrants
    private var known: [String: EnvironmentSnapshot] = [:]

    /// What every environment sees beside its own folder and the data that is granted to it.
    private static let sharedFolders = ["modules", "hiera.yaml"]

    package init(codedir: String, keys: any KeyProvider, data: DataGrants = .shared) {
        self.codedir = codedir
        self.keys = keys
        self.data = data
    }

    /// The files that an environment sees: those of its folder, and what it shares with others.
    private func files(of folder: String, as environment: String) throws -> FileTree {
        let reader = DirectoryReader(root: codedir)
        let shared = Self.sharedFolders + data.folders(of: environment)
        return try reader.tree(of: shared).overlaid(by: try reader.tree(of: folder, linkingTo: shared))
    }

    private func origin(_ name: String) -> EnvironmentSnapshot.Origin {
        .init(name: name, root: "environments/\(name)", dataFolders: data.folders(of: name))
    }

    package func names() throws -> [String] {
        let folder = "\(codedir)/environments"
        guard FileManager.default.fileExists(atPath: folder) else { return [] }
        return try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { name in
                var isDirectory: ObjCBool = false
                return EnvironmentName.isValid(name)
                    && FileManager.default.fileExists(atPath: "\(folder)/\(name)", isDirectory: &isDirectory)
                    && isDirectory.boolValue
            }
            .sorted()
    }

    package func snapshot(_ name: String) throws -> EnvironmentSnapshot? {
        guard EnvironmentName.isValid(name) else { return nil }
        let root = "environments/\(name)"
        guard FileManager.default.fileExists(atPath: "\(codedir)/\(root)") else { return nil }
        let snapshot = EnvironmentSnapshot(
            origin: origin(name), files: try files(of: root, as: name), keys: keys)
        if let last = known[name], last.identity == snapshot.identity { return last }
        known[name] = snapshot
        return snapshot
    }

    /// The environment of one name with the folder of another: what it would be after a promotion.
    package func snapshot(_ name: String, contentOf source: String) throws -> EnvironmentSnapshot {
        let root = "environments/\(name)"
        let sourceRoot = "environments/\(source)"
        let files = try files(of: sourceRoot, as: name)
        var moved: [String: [UInt8]] = [:]
        for path in files.paths {
            let isOfSource = path.hasPrefix(sourceRoot + "/")
            moved[isOfSource ? root + path.dropFirst(sourceRoot.count) : path] = files[path: path]
        }
        return EnvironmentSnapshot(origin: origin(name), files: FileTree(moved), keys: keys)
    }
}
