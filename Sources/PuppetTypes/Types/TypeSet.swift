package import OrderedCollections

/// `TypeSet[{ … }]`, named types with a version.
package final class TypeSet: Hashable, Sendable {
    /// Another set whose types the types of this one may name, below a name of its own.
    package struct Reference: Sendable {
        package let versions: SemVerRange
        package let set: TypeSet

        package init(versions: SemVerRange, set: TypeSet) {
            self.versions = versions
            self.set = set
        }
    }

    package let name: String
    package let version: SemVer?
    let pcoreURI: String?
    let pcoreVersion: SemVer
    package let types: OrderedDictionary<String, PuppetType>
    let references: OrderedDictionary<String, Reference>

    /// The type `TypeSet` itself, which every set is an instance of.
    static let bare = TypeSet(
        name: "DefaultTypeSet", version: SemVer(major: 0, minor: 0, patch: 0),
        pcoreURI: "http://puppet.com/2016.1/pcore", pcoreVersion: SemVer(major: 1, minor: 0, patch: 0), types: [:],
        references: [:])

    static let nameAuthority = "http://puppet.com/2016.1/runtime"

    init(
        name: String, version: SemVer?, pcoreURI: String?, pcoreVersion: SemVer,
        types: OrderedDictionary<String, PuppetType>, references: OrderedDictionary<String, Reference>
    ) {
        self.name = name
        self.version = version
        self.pcoreURI = pcoreURI
        self.pcoreVersion = pcoreVersion
        self.types = types
        self.references = references
    }

    /// The name by which the types of this set call a type; nil for one that belongs neither to it nor to a set that it
    /// refers to.
    func name(of type: PuppetType) -> String? {
        if let member = types.first(where: { $0.value == type }) { return member.key }
        for (alias, reference) in references {
            if let name = reference.set.name(of: type) { return "\(alias)::\(name)" }
        }
        return nil
    }

    func defines(_ type: PuppetType) -> Bool { types.values.contains(type) }

    /// Two sets of one name and version are one set.
    package static func == (left: TypeSet, right: TypeSet) -> Bool {
        left === right || left.name == right.name && left.version == right.version
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(name)
        hasher.combine(version)
    }
}
