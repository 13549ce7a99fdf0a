import Foundation

/// What tells one state of a file from the next: files here are replaced, never written in place.
package struct FileStamp: Hashable, Sendable {
    private let inode: Int
    private let size: Int
    private let modified: Date

    init?(path: String) {
        guard let attributes = try? FileManager.default.attributesOfItem(atPath: path),
            let inode = attributes[.systemFileNumber] as? Int, let size = attributes[.size] as? Int,
            let modified = attributes[.modificationDate] as? Date
        else { return nil }
        self.inode = inode
        self.size = size
        self.modified = modified
    }
}
