import Diagnostics
import PuppetTypes

/// The parameters that every resource has.
enum Metaparameter {
    static let relationships: [HashedName] = ["before", "notify", "require", "subscribe"]
    /// In the order in which Puppet passes them on to what a resource contains.
    static let inherited: [HashedName] = ["noop", "schedule", "audit", "loglevel", "alias", "tag", "stage"]
    private static let all: NameTable<Void> = {
        var all = NameTable<Void>()
        for name in relationships + inherited { all.set(name, ()) }
        return all
    }()

    static var names: [String] { all.names }

    static func contains(_ name: HashedName) -> Bool { all.contains(name) }

    static func isRelationship(_ name: HashedName) -> Bool {
        switch name.text.utf8.count {
        case 6, 7, 9: relationships.contains(name)
        default: false
        }
    }
}

extension HashedName {
    static let name: HashedName = "name"
    static let tag: HashedName = "tag"
    static let alias: HashedName = "alias"
    static let stage: HashedName = "stage"
    static let require: HashedName = "require"
}
