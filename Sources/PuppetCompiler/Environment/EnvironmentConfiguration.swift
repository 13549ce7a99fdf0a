/// `environment.conf`: where an environment's manifests and modules lie.
package struct EnvironmentConfiguration: Hashable, Sendable {
    /// As written, with `$basemodulepath` not yet replaced.
    package let modulepath: [String]
    /// A file or a folder, relative to the environment.
    package let manifest: String
    package let configVersion: String?

    package static let defaults = EnvironmentConfiguration(
        modulepath: ["modules", "$basemodulepath"], manifest: "manifests", configVersion: nil)

    private init(modulepath: [String], manifest: String, configVersion: String?) {
        self.modulepath = modulepath
        self.manifest = manifest
        self.configVersion = configVersion
    }

    /// Reads `key = value` lines; `#` begins a comment; unknown keys are passed over, as Puppet does.
    package init(text: String) {
        var modulepath = Self.defaults.modulepath
        var manifest = Self.defaults.manifest
        var configVersion: String?
        for line in text.split(whereSeparator: \.isNewline) {
            guard let equals = line.firstIndex(of: "="), !line.hasPrefix("#") else { continue }
            let key = Self.trim(line[..<equals])
            let value = Self.trim(line[line.index(after: equals)...])
            switch key {
            case "modulepath": modulepath = value.split(separator: ":").map(String.init)
            case "manifest": manifest = value
            case "config_version": configVersion = value
            default: continue
            }
        }
        self.init(modulepath: modulepath, manifest: manifest, configVersion: configVersion)
    }

    private static func trim(_ text: Substring) -> String {
        var text = text
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        if text.count >= 2, let quote = text.first, quote == "'" || quote == "\"", text.last == quote {
            text = text.dropFirst().dropLast()
        }
        return String(text)
    }

    /// The folders that hold modules, relative to the codedir, in the order in which they are searched.
    /// A folder outside the codedir is left out, and one of another environment.
    package func moduleFolders(environmentRoot: String, baseFolders: [String]) -> [String] {
        let environments = environmentRoot.lastIndex(of: "/").map { environmentRoot[...$0] }
        return modulepath.flatMap { entry -> [String] in
            if entry == "$basemodulepath" { return baseFolders }
            guard !entry.hasPrefix("/"), let folder = FileTree.normalize("\(environmentRoot)/\(entry)") else {
                return []
            }
            let isOfAnother = environments.map { folder.hasPrefix($0) && !folder.hasPrefix(environmentRoot + "/") }
            return isOfAnother == true ? [] : [folder]
        }
    }
}
