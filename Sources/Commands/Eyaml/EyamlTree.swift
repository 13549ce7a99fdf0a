import Foundation

/// The data files that a command line names: files as they are, and those below folders.
struct EyamlTree {
    private(set) var files: [String] = []
    /// Symbolic links that lead out of a folder, and are not followed.
    private(set) var outside: [String] = []
    private var seen: Set<String> = []

    private static let endings = [".yaml", ".yml", ".eyaml"]

    init(_ paths: [String]) throws {
        for path in paths {
            var isDirectory: ObjCBool = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
                throw CommandFailure("there is no file \(path)")
            }
            if isDirectory.boolValue {
                try walk(path, root: Self.resolved(path))
            } else {
                add(path)
            }
        }
    }

    private mutating func add(_ path: String) {
        if seen.insert(Self.resolved(path)).inserted { files.append(path) }
    }

    private mutating func walk(_ folder: String, root: String) throws {
        let names: [String]
        do {
            names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        } catch {
            throw CommandFailure("cannot read \(folder): \(FileProblem.reason(error))")
        }
        for name in names where name != ".git" {
            let path = folder.hasSuffix("/") ? "\(folder)\(name)" : "\(folder)/\(name)"
            let isData = Self.endings.contains { name.hasSuffix($0) }
            switch try FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType {
            case .typeDirectory?: try walk(path, root: root)
            case .typeRegular? where isData: add(path)
            case .typeSymbolicLink?: follow(path, isData: isData, root: root)
            default: break
            }
        }
    }

    /// What lies in the same folder is one of its files; a folder there is come to on its own.
    private mutating func follow(_ path: String, isData: Bool, root: String) {
        let target = Self.resolved(path)
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: target, isDirectory: &isDirectory) else { return }
        if !target.hasPrefix(root.hasSuffix("/") ? root : "\(root)/") {
            if isData || isDirectory.boolValue { outside.append(path) }
        } else if isData, !isDirectory.boolValue {
            add(path)
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let name = realpath(path, nil) else { return path }
        defer { free(name) }
        return String(cString: name)
    }
}
