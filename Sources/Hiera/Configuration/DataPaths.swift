import Diagnostics

/// Which files the configurations of one environment may name.
///
/// An environment and its modules read their own files and the shared `hieradata`. The global configuration, which
/// is the master's, reads anything but other environments.
struct DataPaths: Sendable {
    let environment: String
    let environmentRoot: String
    /// Directories that every environment shares.
    let sharedRoots: [String]

    /// The path under `directory`, without `.` and `..`.
    func resolve(
        _ path: String, in directory: String, layer: LayerKind, root: String, at place: SourcePlace
    ) throws(HieraError) -> String {
        guard !path.hasPrefix("/"), !directory.hasPrefix("/") else {
            throw HieraError(
                .path,
                "the path '\(path.hasPrefix("/") ? path : directory)' is absolute; write it relative to the directory of hiera.yaml",
                at: place)
        }
        guard !path.utf8.contains(0), let resolved = Self.normalized(directory + "/" + path),
            isAllowed(resolved, layer: layer, root: root)
        else {
            throw HieraError(
                .path, "the path '\(path)' leaves what environment '\(environment)' may read", at: place,
                notes: [Diagnostic.Note("allowed are \(allowed(layer: layer, root: root))")])
        }
        return resolved
    }

    /// Nil for a path above the codedir.
    private static func normalized(_ path: String) -> String? {
        var components: [Substring] = []
        for component in path.split(separator: "/") where component != "." {
            guard component == ".." else {
                components.append(component)
                continue
            }
            guard components.popLast() != nil else { return nil }
        }
        return components.joined(separator: "/")
    }

    func isAllowed(_ path: String, layer: LayerKind, root: String) -> Bool {
        if Self.holds(environmentRoot, path) || sharedRoots.contains(where: { Self.holds($0, path) }) { return true }
        switch layer {
        case .environment: return false
        case .module: return Self.holds(root, path)
        case .global:
            let environments = environmentRoot.split(separator: "/").dropLast().joined(separator: "/")
            return environments.isEmpty || !Self.holds(environments, path)
        }
    }

    private static func holds(_ root: String, _ path: String) -> Bool {
        root.isEmpty || path == root || path.hasPrefix(root + "/")
    }

    private func allowed(layer: LayerKind, root: String) -> String {
        let roots = [environmentRoot] + (layer.moduleName == nil ? [] : [root]) + sharedRoots
        return roots.map { "'\($0)/'" }.joined(separator: ", ")
    }
}
