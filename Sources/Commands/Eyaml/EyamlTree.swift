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
            switch FileKind(at: path) {
            case nil: throw CommandFailure("there is no file \(path)")
            case .folder?: try walk(path, root: Self.resolved(path))
            case .file?: add(path)
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
        guard let kind = FileKind(at: target) else { return }
        if !target.hasPrefix(root.hasSuffix("/") ? root : "\(root)/") {
            if isData || kind == .folder { outside.append(path) }
        } else if isData, kind == .file {
            add(path)
        }
    }

    private static func resolved(_ path: String) -> String {
        guard let name = realpath(path, nil) else { return path }
        defer { free(name) }
        return String(cString: name)
    }
}
