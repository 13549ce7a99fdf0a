package import PuppetCompiler

extension GitRepository {
    private struct Entry {
        let isLink: Bool
        let object: String
        let path: String
    }

    /// The files of a commit. A symbolic link stands for what it leads to inside the commit; one that leads
    /// out names nothing.
    package func tree(of commit: String) async throws(GitError) -> FileTree {
        let entries = try await self.entries(of: commit)
        let objects = try await contents(of: entries.map(\.object))
        var files: [String: [UInt8]] = [:]
        var links: [(path: String, target: String)] = []
        for entry in entries {
            guard let content = objects[entry.object] else { continue }
            if entry.isLink {
                links.append((entry.path, String(decoding: content, as: UTF8.self)))
            } else {
                files[entry.path] = content
            }
        }
        let tree = FileTree(files)
        for link in links {
            let folder = link.path.lastIndex(of: "/").map { link.path[..<$0] } ?? ""
            guard let target = FileTree.normalize("\(folder)/\(link.target)".trimmingPrefix("/").description) else {
                continue
            }
            if let content = tree[path: target] { files[link.path] = content }
            for path in tree.paths(under: target) {
                files[link.path + path.dropFirst(target.utf8.count)] = tree[path: path]
            }
        }
        return FileTree(files)
    }

    private func entries(of commit: String) async throws(GitError) -> [Entry] {
        let listing = try await git(["ls-tree", "-r", "-z", "--full-tree", commit])
        return listing.split(separator: 0).compactMap { record in
            // mode SP type SP object TAB path
            guard let tab = record.firstIndex(of: UInt8(ascii: "\t")) else { return nil }
            let fields = record[..<tab].split(separator: UInt8(ascii: " "))
            guard fields.count == 3, fields[1].elementsEqual("blob".utf8) else { return nil }
            return Entry(
                isLink: fields[0].elementsEqual("120000".utf8), object: String(decoding: fields[2], as: UTF8.self),
                path: String(decoding: record[(tab + 1)...], as: UTF8.self))
        }
    }

    /// The blobs' contents by object name, read in one run of `cat-file --batch`.
    private func contents(of objects: [String]) async throws(GitError) -> [String: [UInt8]] {
        let wanted = Array(Set(objects))
        guard !wanted.isEmpty else { return [:] }
        let request = Array(wanted.joined(separator: "\n").utf8) + [UInt8(ascii: "\n")]
        let output = try await git(["cat-file", "--batch"], input: request)
        var contents: [String: [UInt8]] = [:]
        var position = 0
        while position < output.count, let lineEnd = output[position...].firstIndex(of: UInt8(ascii: "\n")) {
            // object SP type SP size LF contents LF
            let header = output[position..<lineEnd].split(separator: UInt8(ascii: " "))
            guard header.count == 3, let size = Int(String(decoding: header[2], as: UTF8.self)),
                lineEnd + 1 + size <= output.count
            else { break }
            contents[String(decoding: header[0], as: UTF8.self)] = Array(output[(lineEnd + 1)..<(lineEnd + 1 + size)])
            position = lineEnd + 1 + size + 1
        }
        return contents
    }
}
