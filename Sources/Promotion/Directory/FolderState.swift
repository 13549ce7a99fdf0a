import Crypto
import Foundation
import PuppetCompiler

/// Identifies what a folder holds.
enum FolderState {
    /// SHA-256 over the paths and contents below the folder, hexadecimal. Links count by where they lead, not by
    /// what lies there.
    static func digest(of folder: String) throws -> String {
        var hash = SHA256()
        let files = FileManager.default
        let paths = try files.subpathsOfDirectory(atPath: folder).sorted()
        for path in paths {
            let full = "\(folder)/\(path)"
            let type = try files.attributesOfItem(atPath: full)[.type] as? FileAttributeType
            let content: Data
            if type == .typeSymbolicLink {
                content = Data(try files.destinationOfSymbolicLink(atPath: full).utf8)
            } else if type == .typeRegular {
                content = files.contents(atPath: full) ?? Data()
            } else {
                continue
            }
            hash.update(data: Data("\(path.utf8.count) \(path) \(content.count)\n".utf8))
            hash.update(data: content)
        }
        return hash.finalize().map { String(format: "%02x", $0) }.joined()
    }
}
