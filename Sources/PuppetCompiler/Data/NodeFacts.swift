package import Diagnostics
package import JSON
import OrderedCollections
package import PuppetTypes
import YAML

/// The facts of a node: what its agent said of its cluster, or a file that stands for it.
package struct NodeFacts: Hashable, Sendable {
    package let node: String
    package let values: JSONObject

    package init(node: String, values: JSONObject) {
        self.node = node
        self.values = values
    }

    /// From a facts document: a plain mapping of facts, or Puppet's `{"name": …, "values": {…}}`.
    package init(node: String, document: JSON) {
        if let values = document["values"]?.object, document["name"] != nil || document["timestamp"] != nil {
            self.init(node: node, values: values)
        } else {
            self.init(node: node, values: document.object ?? [:])
        }
    }

    /// Reads a facts file, YAML or JSON (which is YAML).
    package static func parse(_ file: SourceFile, node: String) -> (facts: NodeFacts?, diagnostics: [Diagnostic]) {
        let (documents, diagnostics) = YAMLParser.parse(file)
        if diagnostics.contains(where: { $0.severity == .error }) { return (nil, diagnostics) }
        guard let document = documents.first else { return (NodeFacts(node: node, values: [:]), diagnostics) }
        let json = document.json()
        guard json.object != nil else {
            let place = SourcePlace(file: file, range: document.range)
            return (nil, [Diagnostic(id: "facts_not_a_mapping", .factsAreNotAMapping, at: place)])
        }
        return (NodeFacts(node: node, document: json), diagnostics)
    }

    package var puppetHash: PuppetHash {
        var hash = PuppetHash()
        for (name, value) in values { hash[.string(name)] = Value(data: value) }
        return hash
    }
}

extension Diagnostic.Message {
    fileprivate static var factsAreNotAMapping: Self { "a facts file must hold a mapping of fact names to values" }
}
