import Diagnostics
import OrderedCollections
import PuppetTypes
import YAML

/// A parsed data file: its root keys, before decryption and interpolation.
final class DataFile: Sendable {
    let source: SourceFile
    let entries: [String: Entry]

    struct Entry: Sendable {
        let value: Value
        /// Where the value is written; nil where the format keeps no places.
        let node: YAMLNode?
        /// What makes the value unusable.
        let problem: YAMLValueReader.Problem?
        /// Whether any text in it holds `%{`.
        let hasInterpolation: Bool
        /// Whether any text in it holds an encrypted token.
        let hasToken: Bool

        init(value: Value, node: YAMLNode?, problem: YAMLValueReader.Problem? = nil) {
            self.value = value
            self.node = node
            self.problem = problem
            hasInterpolation = value.holdsText { $0.contains("%{") }
            hasToken = value.holdsText { $0.contains("ENC[") }
        }
    }

    init(source: SourceFile, entries: [String: Entry]) {
        self.source = source
        self.entries = entries
    }

    /// The place of a root key's value, or of what lies under the segments as far as they can be followed.
    func place(of key: String, _ segments: [LookupKey.Segment] = []) -> SourcePlace {
        guard var node = entries[key]?.node else { return SourcePlace(file: source, range: .zero) }
        for segment in segments {
            guard let next = node.child(segment) else { break }
            node = next
        }
        return SourcePlace(file: source, range: node.range)
    }
}

extension YAMLNode {
    fileprivate func child(_ segment: LookupKey.Segment) -> YAMLNode? {
        switch (content, segment) {
        case (.sequence, .index(let index)): self[index]
        case (.mapping, _): self[segment.text]
        case (.scalar, _), (.sequence, .name): nil
        }
    }
}

extension Value {
    /// Whether any string or key inside satisfies the predicate.
    fileprivate func holdsText(_ predicate: (String) -> Bool) -> Bool {
        switch self {
        case .string(let text), .secret(let text): predicate(text)
        case .array(let elements): elements.contains { $0.holdsText(predicate) }
        case .hash(let entries): entries.contains { $0.key.holdsText(predicate) || $0.value.holdsText(predicate) }
        default: false
        }
    }
}
