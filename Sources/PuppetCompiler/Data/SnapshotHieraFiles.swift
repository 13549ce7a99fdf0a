import Hiera

/// Hiera's view of a snapshot's files.
struct SnapshotHieraFiles: HieraFiles {
    let files: FileTree

    func read(_ path: String) throws -> [UInt8]? { files[path: path] }
    func glob(_ pattern: String) -> [String] { files.glob(pattern) }
    func isDirectory(_ path: String) -> Bool { files.isDirectory(path) }
}
