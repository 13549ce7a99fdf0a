import JSON
import Synchronization

/// A named definition of the embedded schema, parsed when it is first asked for.
package final class SchemaDefinition: Sendable {
    package let name: String
    /// The kind that the definition is of, where it is one of a whole object.
    package let gvk: GroupVersionKind?
    private let text: StaticString
    private let range: Range<Int>
    private let cache = AtomicLazyReference<SchemaNode>()

    init(name: String, gvk: GroupVersionKind?, text: StaticString, range: Range<Int>) {
        self.name = name
        self.gvk = gvk
        self.text = text
        self.range = range
    }

    package var node: SchemaNode {
        if let node = cache.load() { return node }
        return cache.storeIfNil(SchemaNode(SchemaFacts(compact: json, depth: 0)))
    }

    /// The definition's text as it is stored; the short form of `SchemaFacts.init(compact:depth:)`.
    var json: JSON {
        let bytes = text.withUTF8Buffer { Array($0[range]) }
        // The text is ours, and a test parses every definition: the fallback is never taken.
        return (try? JSONParser.parse(bytes)) ?? .null
    }
}
