import Crypto
import Diagnostics
package import Hiera
package import Kubernetes
import PuppetCatalog
import PuppetEvaluator
import YAML

/// One environment as it was at one commit, or as its folder was when it was read. Immutable: a compile that
/// runs while the environment is deployed again keeps the state that it began with.
package final class EnvironmentSnapshot: Sendable {
    /// The environment's name, `\w+`.
    package let name: String
    /// The commit, where the environment is a git one.
    package let commit: String?
    /// The environment's folder, relative to the codedir.
    package let root: String
    package let files: FileTree
    package let configuration: EnvironmentConfiguration
    /// Every module that is found first, by name, with its folder.
    package let modules: [String: String]
    /// The folders searched for modules.
    package let moduleFolders: [String]
    package let loader: SnapshotLoader
    package let resourceTypes: SnapshotResourceTypes
    package let hiera: HieraEngine
    /// Changes when any file does: what a memoised compile is kept for.
    package let identity: String
    package let schema: KubernetesSchema

    package struct Origin: Sendable {
        package let name: String
        package let commit: String?
        package let root: String
        /// The folders that `$basemodulepath` stands for.
        package let baseModuleFolders: [String]
        /// The folders of data that the environment shares with others.
        package let dataFolders: [String]

        package init(
            name: String, commit: String? = nil, root: String, baseModuleFolders: [String] = ["modules"],
            dataFolders: [String] = DataGrants.shared.folders(of: "")
        ) {
            self.name = name
            self.commit = commit
            self.root = root
            self.baseModuleFolders = baseModuleFolders
            self.dataFolders = dataFolders
        }
    }

    package init(origin: Origin, files: FileTree, keys: any KeyProvider) {
        name = origin.name
        commit = origin.commit
        root = origin.root
        self.files = files
        let text = files[path: "\(origin.root)/environment.conf"].map { String(decoding: $0, as: UTF8.self) }
        configuration = text.map(EnvironmentConfiguration.init(text:)) ?? .defaults
        moduleFolders = configuration.moduleFolders(
            environmentRoot: origin.root, baseFolders: origin.baseModuleFolders)
        modules = Self.modules(in: moduleFolders, files: files)
        loader = SnapshotLoader(files: files, root: origin.root, manifest: configuration.manifest, modules: modules)
        resourceTypes = SnapshotResourceTypes(files: files, modules: modules)
        hiera = HieraEngine(
            environment: origin.name, environmentRoot: origin.root, modules: modules,
            globalConfiguration: files[path: "hiera.yaml"] == nil ? nil : "hiera.yaml",
            files: SnapshotHieraFiles(files: files), keys: keys, sharedRoots: origin.dataFolders)
        identity = Self.identity(of: files, name: origin.name)
        schema = Self.schema(files: files, modules: modules)
    }

    private static func modules(in folders: [String], files: FileTree) -> [String: String] {
        var modules: [String: String] = [:]
        for folder in folders {
            for name in files.names(in: folder) where modules[name] == nil && isModuleName(name) {
                modules[name] = "\(folder)/\(name)"
            }
        }
        return modules
    }

    private static func isModuleName(_ name: String) -> Bool {
        guard let first = name.utf8.first, first >= UInt8(ascii: "a"), first <= UInt8(ascii: "z") else { return false }
        return name.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || byte == UInt8(ascii: "_")
        }
    }

    private static func identity(of files: FileTree, name: String) -> String {
        var hash = SHA256()
        hash.update(data: Array(name.utf8))
        for path in files.paths {
            let content = files[path: path] ?? []
            hash.update(data: Array("\n\(path.utf8.count) \(path) \(content.count)\n".utf8))
            hash.update(data: content)
        }
        return Hexadecimal.text(hash.finalize())
    }

    /// The embedded schema with the custom resource definitions that modules bring, `modules/*/crds/*.yaml`.
    private static func schema(files: FileTree, modules: [String: String]) -> KubernetesSchema {
        var definitions: [KubernetesObject] = []
        for folder in modules.values.sorted() {
            for path in files.paths(under: "\(folder)/crds") where path.hasSuffix(".yaml") || path.hasSuffix(".yml") {
                let source = SourceFile(path: path, bytes: files[path: path] ?? [])
                for document in YAMLParser.parse(source).documents {
                    let object = KubernetesObject(document.json())
                    if object.kind == "CustomResourceDefinition" { definitions.append(object) }
                }
            }
        }
        return definitions.isEmpty ? .embedded : KubernetesSchema.embedded.adding(crds: definitions.map(\.json))
    }
}
