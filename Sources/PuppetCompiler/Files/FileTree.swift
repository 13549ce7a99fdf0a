/// The files of a codedir as they were at one moment: path relative to the codedir, to content.
///
/// Reads of an environment go here and nowhere else, so a path with `..`, an absolute path or a symbolic link
/// cannot leave it. Paths have no leading or doubled slash.
package struct FileTree: Sendable {
    private let contents: [String: [UInt8]]
    /// Where the files really lie that a symbolic link leads to, by their path through the link.
    private let origins: [String: String]
    /// In byte order.
    package let paths: [String]

    package init(_ contents: [String: [UInt8]], origins: [String: String] = [:]) {
        self.contents = contents
        self.origins = origins
        paths = contents.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    package static let empty = FileTree([:])

    /// The content of a file, or nil where there is none. `.` and `..` are resolved first; a path that
    /// leads above the codedir names nothing.
    package subscript(path path: String) -> [UInt8]? {
        if let content = contents[path] { return content }
        guard let normal = FileTree.normalize(path), normal != path else { return nil }
        return contents[normal]
    }

    /// The paths below a folder, in byte order.
    package func paths(under folder: String) -> ArraySlice<String> {
        guard !folder.isEmpty else { return paths[...] }
        let prefix = folder + "/"
        let start = lowerBound(prefix)
        var end = start
        while end < paths.count, paths[end].utf8.starts(with: prefix.utf8) { end += 1 }
        return paths[start..<end]
    }

    package func isDirectory(_ path: String) -> Bool {
        guard let normal = FileTree.normalize(path) else { return false }
        return !paths(under: normal).isEmpty
    }

    /// The names directly below a folder: files and folders, in byte order, without doubles.
    package func names(in folder: String) -> [String] {
        var names: [String] = []
        let start = folder.isEmpty ? 0 : folder.utf8.count + 1
        for path in paths(under: folder) {
            let name = path.utf8.dropFirst(start).prefix { $0 != UInt8(ascii: "/") }
            if let last = names.last, last.utf8.elementsEqual(name) { continue }
            names.append(String(Substring(name)))
        }
        return names
    }

    /// Both trees in one; the other's files win.
    package func overlaid(by other: FileTree) -> FileTree {
        let kept = origins.filter { other.contents[$0.key] == nil }
        return FileTree(
            contents.merging(other.contents) { _, new in new }, origins: kept.merging(other.origins) { _, new in new })
    }

    /// The tree with every path below a folder; the files keep their origins.
    package func moved(below folder: String) -> FileTree {
        FileTree(
            Dictionary(uniqueKeysWithValues: contents.map { ("\(folder)/\($0.key)", $0.value) }),
            origins: Dictionary(uniqueKeysWithValues: contents.keys.map { ("\(folder)/\($0)", origin(of: $0)) }))
    }

    /// The path of a file without symbolic links: what an editor or a review knows it by.
    package func origin(of path: String) -> String { origins[path] ?? path }

    /// `a/./b/../c` as `a/c`; nil for an absolute path and for one that leads out.
    package static func normalize(_ path: String) -> String? {
        guard !path.hasPrefix("/") else { return nil }
        var parts: [Substring] = []
        for part in path.split(separator: "/", omittingEmptySubsequences: true) {
            switch part {
            case ".": continue
            case "..":
                guard parts.popLast() != nil else { return nil }
            default: parts.append(part)
            }
        }
        return parts.joined(separator: "/")
    }

    private func lowerBound(_ path: String) -> Int {
        var low = 0
        var high = paths.count
        while low < high {
            let middle = (low + high) / 2
            if paths[middle].utf8.lexicographicallyPrecedes(path.utf8) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
