import Foundation
package import Hiera

/// The environments of a codedir on disk, `environments/<name>/`.
package actor DirectoryEnvironments: EnvironmentSource {
    private let codedir: String
    private let keys: any KeyProvider
    private var known: [String: EnvironmentSnapshot] = [:]

    /// What every environment sees beside its own folder.
    private static let sharedFolders = ["modules", "hieradata", "hiera.yaml"]

    package init(codedir: String, keys: any KeyProvider) {
        self.codedir = codedir
        self.keys = keys
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
        let files = try DirectoryReader(root: codedir).tree(of: [root] + Self.sharedFolders)
        let snapshot = EnvironmentSnapshot(origin: .init(name: name, root: root), files: files, keys: keys)
        if let last = known[name], last.identity == snapshot.identity { return last }
        known[name] = snapshot
        return snapshot
    }

    /// The environment of one name with the folder of another: what it would be after a promotion.
    package func snapshot(_ name: String, contentOf source: String) throws -> EnvironmentSnapshot {
        let reader = DirectoryReader(root: codedir)
        let root = "environments/\(name)"
        let sourceRoot = "environments/\(source)"
        let files = try reader.tree(of: [sourceRoot] + Self.sharedFolders)
        var moved: [String: [UInt8]] = [:]
        for path in files.paths {
            let isOfSource = path.hasPrefix(sourceRoot + "/")
            moved[isOfSource ? root + path.dropFirst(sourceRoot.count) : path] = files[path: path]
        }
        return EnvironmentSnapshot(origin: .init(name: name, root: root), files: FileTree(moved), keys: keys)
    }
}
