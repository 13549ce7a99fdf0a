import Foundation

/// A text on disk that only this user can read, in a folder of its own, so that what an editor leaves beside it goes
/// with it.
struct PrivateText {
    let path: String
    private let folder: String

    /// - Parameter environment: `TMPDIR` says where; without it, in memory where the system has such a folder.
    init(_ bytes: [UInt8], environment: [String: String]) throws {
        let memory = "/dev/shm"
        let base =
            environment["TMPDIR"] ?? (FileManager.default.isWritableFile(atPath: memory) ? memory : "/tmp")
        var template = Array("\(base)/eyaml_edit.XXXXXX".utf8CString)
        // The folder is made with mode 0700.
        guard let name = mkdtemp(&template) else {
            throw CommandFailure("cannot make a folder in \(base): \(FileProblem.last)")
        }
        folder = String(cString: name)
        path = "\(folder)/edit.yaml"
        do {
            try NewFile.write(bytes, to: path, mode: 0o600)
        } catch {
            remove()
            throw error
        }
    }

    /// Nil where an editor moved it away.
    func read() -> [UInt8]? { FileManager.default.contents(atPath: path).map { [UInt8]($0) } }

    /// Overwrites and removes it with everything beside it.
    func remove() {
        for name in (try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? [] {
            Self.overwrite("\(folder)/\(name)")
        }
        try? FileManager.default.removeItem(atPath: folder)
    }

    private static func overwrite(_ path: String) {
        let attributes = try? FileManager.default.attributesOfItem(atPath: path)
        guard attributes?[.type] as? FileAttributeType == .typeRegular,
            let size = (attributes?[.size] as? NSNumber)?.intValue
        else { return }
        let descriptor = open(path, O_WRONLY | O_NOFOLLOW)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        if OpenFile.write([UInt8](repeating: 0, count: size), to: descriptor) { fsync(descriptor) }
    }
}
