import Foundation

/// What lies at a path; of a symbolic link, what it leads to.
enum FileKind {
    case file
    case folder

    /// Nil where nothing does.
    init?(at path: String) {
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else { return nil }
        self = isDirectory.boolValue ? .folder : .file
    }
}
