package import Hiera
import OrderedCollections
import PuppetTypes

extension EnvironmentSnapshot {
    /// How the value of a key comes about for a node: every level, what was found and what not. Secrets are masked.
    package func explain(_ key: String, merge: MergeStrategy?, facts: NodeFacts) -> ExplainNode {
        let values = facts.puppetHash
        return hiera.explain(
            key: key, merge: merge,
            scope: { name in
                let name = name.hasPrefix("::") ? String(name.dropFirst(2)) : name
                switch name {
                case "facts": return .hash(values)
                case "environment": return .string(self.name)
                case "trusted":
                    return .hash(["authenticated": "remote", "certname": .string(facts.node), "extensions": .hash([:])])
                default: return values[.string(name)]
                }
            })
    }
}
