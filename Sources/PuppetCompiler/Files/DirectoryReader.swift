import Foundation

/// Reads folders of the disk into a `FileTree`.
package struct DirectoryReader: Sendable {
    /// Larger files are left out: nothing that a compile reads is that large.
    package static let largestFile = 16 << 20

    private let root: String
    private let realRoot: String

    package enum Failure: Error, Hashable, CustomStringConvertible {
        case unreadable(path: String, reason: String)

        package var description: String {
            switch self {
            case .unreadable(let path, let reason): "cannot read \(path): \(reason)"
            }
        }
    }

    package init(root: String) {
        self.root = root
        realRoot = URL(filePath: root).resolvingSymlinksInPath().path
    }

    /// The files below the given folders and single files, each relative to the root. What does not exist is
    /// left out. A symbolic link is followed only while it stays below the root; hidden files and folders
    /// are skipped.
    package func tree(of paths: [String]) throws(Failure) -> FileTree {
        var files = Files()
        for path in paths { try read(path, origin: path, depth: 0, into: &files) }
        return FileTree(files.contents, origins: files.origins)
    }

    private struct Files {
        var contents: [String: [UInt8]] = [:]
        var origins: [String: String] = [:]
    }

    /// `origin` is the path without the symbolic links that led here.
    private func read(_ path: String, origin: String, depth: Int, into files: inout Files) throws(Failure) {
        var origin = origin
        let full = path.isEmpty ? root : "\(root)/\(path)"
        guard depth < 64, var attributes = attributes(full) else { return }
        if attributes[.type] as? FileAttributeType == .typeSymbolicLink {
            let target = URL(filePath: full).resolvingSymlinksInPath().path
            guard target == realRoot || target.hasPrefix(realRoot + "/"), let followed = self.attributes(target) else {
                return
            }
            attributes = followed
            origin = String(target.dropFirst(realRoot.count + 1))
        }
        if attributes[.type] as? FileAttributeType == .typeDirectory {
            for name in try names(full) where !name.hasPrefix(".") {
                try read(
                    path.isEmpty ? name : "\(path)/\(name)", origin: origin.isEmpty ? name : "\(origin)/\(name)",
                    depth: depth + 1, into: &files)
            }
        } else if attributes[.type] as? FileAttributeType == .typeRegular {
            guard (attributes[.size] as? Int ?? 0) <= DirectoryReader.largestFile else { return }
            guard let data = FileManager.default.contents(atPath: full) else {
                throw Failure.unreadable(path: full, reason: "permission denied")
            }
            files.contents[path] = [UInt8](data)
            if origin != path { files.origins[path] = origin }
        }
    }

    private func attributes(_ path: String) -> [FileAttributeKey: Any]? {
        try? FileManager.default.attributesOfItem(atPath: path)
    }

    private func names(_ path: String) throws(Failure) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: path)
        } catch {
            throw Failure.unreadable(path: path, reason: "\(error.localizedDescription)")
        }
    }
}
