package import Diagnostics
import JSON
package import OrderedCollections
package import PuppetTypes
import YAML

/// What a node classifier says of a node: its classes, its variables, and the environment that it must use.
package struct NodeClassification: Hashable, Sendable {
    /// With the parameters that each class is given; those without any are included, not declared.
    package let classes: OrderedDictionary<String, PuppetHash>
    /// Variables of the top scope. They win over facts of the same name.
    package let parameters: PuppetHash
    /// Nil leaves the environment to the node.
    package let environment: String?

    package init(
        classes: OrderedDictionary<String, PuppetHash> = [:], parameters: PuppetHash = [:], environment: String? = nil
    ) {
        self.classes = classes
        self.parameters = parameters
        self.environment = environment
    }

    package static let none = NodeClassification()

    /// Reads what an external classifier printed: a YAML mapping of `classes` (a list of names, or a mapping of
    /// names to parameters), `parameters` and `environment`. Other keys are passed over, as Puppet does.
    package static func parse(_ file: SourceFile) -> (classification: NodeClassification?, diagnostics: [Diagnostic]) {
        let (documents, diagnostics) = YAMLParser.parse(file)
        if diagnostics.contains(where: { $0.severity == .error }) { return (nil, diagnostics) }
        guard let document = documents.first, document.json() != .null else {
            return (NodeClassification.none, diagnostics)
        }
        var reader = ClassificationReader(file: file)
        let classification = reader.read(document)
        return (reader.problems.isEmpty ? classification : nil, diagnostics + reader.problems)
    }
}

/// Turns the document of a classifier into its parts, and notes what is wrong with it.
private struct ClassificationReader {
    let file: SourceFile
    var problems: [Diagnostic] = []

    mutating func read(_ document: YAMLNode) -> NodeClassification {
        guard let entries = document.mapping else {
            refuse("a node classification must be a mapping", document)
            return .none
        }
        var classes: OrderedDictionary<String, PuppetHash> = [:]
        var parameters = PuppetHash()
        var environment: String?
        for entry in entries where entry.value.json() != .null {
            // Ruby programs print symbols.
            switch entry.key.scalar.map({ $0.text.hasPrefix(":") ? String($0.text.dropFirst()) : $0.text }) {
            case "classes": classes = self.classes(entry.value)
            case "parameters": parameters = hash(entry.value, "'parameters'")
            case "environment":
                environment = entry.value.json().string
                if environment == nil { refuse("'environment' must be a name", entry.value) }
            default: continue
            }
        }
        return NodeClassification(classes: classes, parameters: parameters, environment: environment)
    }

    private mutating func classes(_ node: YAMLNode) -> OrderedDictionary<String, PuppetHash> {
        var classes: OrderedDictionary<String, PuppetHash> = [:]
        if let names = node.sequence {
            for name in names { if let text = className(name) { classes[text] = [:] } }
        } else if let entries = node.mapping {
            for entry in entries {
                guard let text = className(entry.key) else { continue }
                let isBare = entry.value.json() == .null || entry.value.json().string == ""
                classes[text] = isBare ? [:] : hash(entry.value, "the parameters of class '\(text)'")
            }
        } else {
            refuse("'classes' must be a list of names, or a mapping of names to parameters", node)
        }
        return classes
    }

    private mutating func className(_ node: YAMLNode) -> String? {
        if let text = node.scalar?.text, !text.isEmpty { return text }
        refuse("a class must be named by a text", node)
        return nil
    }

    private mutating func hash(_ node: YAMLNode, _ what: String) -> PuppetHash {
        guard node.mapping != nil, case .hash(let entries) = Value(data: node.json()) else {
            refuse("\(what) must be a mapping", node)
            return [:]
        }
        return entries
    }

    private mutating func refuse(_ message: String, _ node: YAMLNode) {
        problems.append(
            Diagnostic(
                id: "node_classification", Diagnostic.Message(message),
                at: SourcePlace(file: file, range: node.range)))
    }
}
