import Foundation
import Kubernetes
import KubernetesCatalog
package import PuppetEvaluator

/// The built-in types of a compile: the Kubernetes kinds, Puppet's host types, and the types that modules write in
/// Ruby. Nothing can run the latter here, so like host types they take any attribute and are passed over by agents.
package struct SnapshotResourceTypes: ResourceTypes {
    /// The types of `lib/puppet/type/<name>.rb` in the modules, by name.
    private let rubyTypes: [String: ResourceTypeSpec]

    package init(files: FileTree, modules: [String: String]) {
        var types: [String: ResourceTypeSpec] = [:]
        for home in modules.values.sorted() {
            let folder = "\(home)/lib/puppet/type"
            for name in files.names(in: folder) where name.hasSuffix(".rb") {
                let type = String(name.dropLast(3))
                guard types[type] == nil, let first = type.first else { continue }
                let text = String(decoding: files[path: "\(folder)/\(name)"] ?? [], as: UTF8.self)
                types[type] = ResourceTypeSpec(
                    name: first.uppercased() + type.dropFirst(), nameAttribute: Self.nameAttribute(inRuby: text))
            }
        }
        rubyTypes = types
    }

    package func builtIn(_ lowercasedName: String) -> ResourceTypeSpec? {
        if lowercasedName.hasPrefix("k8s::") { return Self.native(lowercasedName) }
        if let spec = HostTypes.spec(lowercasedName) { return spec }
        return rubyTypes[lowercasedName]
    }

    /// The attribute that a type written in Ruby says is its name: `newparam(:path, namevar: true)`, or `isnamevar`
    /// in the block of one; else `name`.
    static func nameAttribute(inRuby text: String) -> String {
        var attribute: Substring = "name"
        for line in text.split(separator: "\n") where line.drop(while: \.isWhitespace).first != "#" {
            if let start = ["newparam", "newproperty"].lazy.compactMap({ line.range(of: $0) }).first {
                attribute = line[start.upperBound...].drop { $0 != ":" }.dropFirst().prefix {
                    $0.isLetter || $0.isNumber || $0 == "_"
                }
            }
            if ["isnamevar", "namevar: true", "namevar => true"].contains(where: line.contains) {
                return attribute.isEmpty ? "name" : String(attribute)
            }
        }
        return "name"
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
