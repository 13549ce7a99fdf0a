import Foundation
import Hiera

/// A codedir of the disk, for tests.
struct DirectoryFiles: HieraFiles {
    let root: URL

    func read(_ path: String) throws -> [UInt8]? {
        let url = root.appending(path: path)
        guard FileManager.default.fileExists(atPath: url.path) else { return nil }
        return Array(try Data(contentsOf: url))
    }

    func glob(_ pattern: String) -> [String] {
        guard let star = pattern.firstIndex(of: "*"), let slash = pattern[..<star].lastIndex(of: "/") else { return [] }
        let directory = String(pattern[..<slash])
        let suffix = pattern[pattern.index(after: star)...]
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.appending(path: directory).path)) ?? []
        return names.filter { $0.hasSuffix(suffix) }.sorted().map { directory + "/" + $0 }
    }

    func isDirectory(_ path: String) -> Bool {
        var isDirectory: ObjCBool = false
        return FileManager.default.fileExists(atPath: root.appending(path: path).path, isDirectory: &isDirectory)
            && isDirectory.boolValue
    }
}

/// A codedir of texts.
struct MemoryFiles: HieraFiles {
    let files: [String: String]

    func read(_ path: String) throws -> [UInt8]? { files[path].map { Array($0.utf8) } }

    func glob(_ pattern: String) -> [String] {
        guard let star = pattern.firstIndex(of: "*") else { return files.keys.filter { $0 == pattern } }
        let prefix = pattern[..<star]
        let suffix = pattern[pattern.index(after: star)...]
        return files.keys.filter { $0.hasPrefix(prefix) && $0.hasSuffix(suffix) }.sorted()
    }

    func isDirectory(_ path: String) -> Bool { false }
}
