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
        realRoot = DiskFile.realPath(root) ?? root
    }

    /// The files below the given folders and single files, each relative to the root. What does not exist is
    /// left out. A symbolic link is followed only while it stays below the root; hidden files and folders
    /// are skipped.
    package func tree(of paths: [String]) throws(Failure) -> FileTree {
        var files = Files(reach: [""])
        for path in paths { try read(path, origin: path, depth: 0, into: &files) }
        return FileTree(files.contents, origins: files.origins)
    }

    /// The files below a folder, of which the symbolic links are followed only into the folder itself and into what
    /// is named beside it: whoever writes the folder has no say over the rest of the root. The folder may be a link.
    package func tree(of folder: String, linkingTo others: [String]) throws(Failure) -> FileTree {
        let reach = ([folder] + others).compactMap { path in
            DiskFile.realPath("\(root)/\(path)").flatMap(relative)
        }
        var files = Files(reach: reach)
        try read(folder, origin: folder, depth: 0, into: &files)
        return FileTree(files.contents, origins: files.origins)
    }

    private struct Files {
        /// Where links may lead, as paths without links.
        let reach: [String]
        var contents: [String: [UInt8]] = [:]
        var origins: [String: String] = [:]

        init(reach: [String]) { self.reach = reach }

        func holds(_ path: String) -> Bool {
            reach.contains { $0.isEmpty || path == $0 || path.hasPrefix($0 + "/") }
        }

        /// Whether a folder is in reach, or something below it.
        func leads(into path: String) -> Bool {
            holds(path) || path.isEmpty || reach.contains { $0.hasPrefix(path + "/") }
        }
    }

    /// A path without links as one relative to the root; nil for one outside.
    private func relative(_ path: String) -> String? {
        guard path != realRoot else { return "" }
        return path.hasPrefix(realRoot + "/") ? String(path.dropFirst(realRoot.utf8.count + 1)) : nil
    }

    /// `origin` is the path without the symbolic links that led here.
    private func read(_ path: String, origin: String, depth: Int, into files: inout Files) throws(Failure) {
        var origin = origin
        let full = path.isEmpty ? root : "\(root)/\(path)"
        guard depth < 64, var kind = DiskFile.kind(full) else { return }
        if kind == .symbolicLink {
            guard let target = DiskFile.realPath(full), let place = relative(target), files.leads(into: place),
                let followed = DiskFile.kind(target)
            else { return }
            kind = followed
            origin = place
        }
        switch kind {
        case .directory:
            for name in try DiskFile.names(full) where !name.hasPrefix(".") {
                try read(
                    path.isEmpty ? name : "\(path)/\(name)", origin: origin.isEmpty ? name : "\(origin)/\(name)",
                    depth: depth + 1, into: &files)
            }
        case .regular:
            guard origin == path || files.holds(origin),
                let content = try DiskFile.content(full, atMost: DirectoryReader.largestFile)
            else { return }
            files.contents[path] = content
            if origin != path { files.origins[path] = origin }
        case .symbolicLink, .other: return
        }
    }
}
