import Kubernetes
import KubernetesCatalog
package import PuppetEvaluator

/// The built-in types of a compile: the Kubernetes kinds, Puppet's host types, and the types that modules write in
/// Ruby. Nothing can run the latter here, so like host types they take any attribute and are passed over by agents.
package struct SnapshotResourceTypes: ResourceTypes {
    /// `lib/puppet/type/<name>.rb` of the modules, by name.
    private let rubyTypes: [String: String]

    package init(files: FileTree, modules: [String: String]) {
        var types: [String: String] = [:]
        for home in modules.values.sorted() {
            let folder = "\(home)/lib/puppet/type"
            for name in files.names(in: folder) where name.hasSuffix(".rb") {
                let type = String(name.dropLast(3))
                types[type] = types[type] ?? "\(folder)/\(name)"
            }
        }
        rubyTypes = types
    }

    package func builtIn(_ lowercasedName: String) -> ResourceTypeSpec? {
        if lowercasedName.hasPrefix("k8s::") { return Self.native(lowercasedName) }
        if let spec = HostTypes.spec(lowercasedName) { return spec }
        guard rubyTypes[lowercasedName] != nil, let first = lowercasedName.first else { return nil }
        return ResourceTypeSpec(name: first.uppercased() + lowercasedName.dropFirst())
    }

    private static func native(_ lowercasedName: String) -> ResourceTypeSpec? {
        guard let type = NativeTypes.attributes(ofType: lowercasedName) else { return nil }
        return ResourceTypeSpec(
            name: type.name, nameAttribute: "name",
            attributes: type.acceptsOtherAttributes ? .any : .listed(type.attributes))
    }

    package func mayComeFromExpansion(_ type: String, isDeclared: (String) -> Bool) -> Bool {
        NativeTypes.isObject(type) && isDeclared("K8s::Manifest")
    }

    package var names: [String] {
        NativeTypes.all.map { $0.name.lowercased() } + HostTypes.lowercasedNames + rubyTypes.keys
    }

    /// Whether a capitalised type name, `File`, is that of a resource of a host, which means nothing to a cluster.
    package func isHostType(_ typeName: String) -> Bool {
        HostTypes.contains(typeName) || rubyTypes[typeName.lowercased()] != nil
    }
}
