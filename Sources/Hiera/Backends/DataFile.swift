import Diagnostics
import OrderedCollections
import PuppetTypes
import YAML

/// A parsed data file: its root keys, before decryption and interpolation.
final class DataFile: Sendable {
    let source: SourceFile
    private let entries: [HashedName: Entry]

    final class Entry: Sendable {
        let value: Value
        /// Where the value is written; nil where the format keeps no places.
        let node: YAMLNode?
        /// Where its key is written.
        let keyRange: SourceRange?
        /// What makes the value unusable.
        let problem: YAMLValueReader.Problem?
        /// The expressions of the texts in it that hold `%{`; empty where none does.
        let expressions: InterpolationTable
        /// Whether any text in it holds an encrypted token.
        let hasToken: Bool

        var hasInterpolation: Bool { !expressions.isEmpty }

        init(
            value: Value, node: YAMLNode?, keyRange: SourceRange? = nil, problem: YAMLValueReader.Problem? = nil
        ) {
            self.value = value
            self.node = node
            self.keyRange = keyRange
            self.problem = problem
            var expressions = InterpolationTable()
            _ = value.holdsText { text in
                if text.holds("%{") { expressions.add(text) }
                return false
            }
            self.expressions = expressions
            hasToken = value.holdsText { $0.holds("ENC[") }
        }
    }

    init(source: SourceFile, entries: [String: Entry]) {
        self.source = source
        self.entries = Dictionary(
            entries.map { (HashedName($0.key), $0.value) }, uniquingKeysWith: { _, last in last })
    }

    /// The root keys, in no particular order.
    var keys: [String] { entries.keys.map(\.text) }

    subscript(key: HashedName) -> Entry? { entries[key] }

    /// The place of a root key's value, or of what lies under the segments as far as they can be followed.
    func place(of key: HashedName, _ segments: [LookupKey.Segment] = []) -> SourcePlace {
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

extension String {
    /// Whether the bytes of a short text are in this one; much faster than a search for characters.
    fileprivate func holds(_ part: StaticString) -> Bool {
        var text = self
        return text.withUTF8 { text in
            part.withUTF8Buffer { part in
                guard let first = part.first, text.count >= part.count else { return false }
                for start in 0...(text.count - part.count) where text[start] == first {
                    if text[start..<start + part.count].elementsEqual(part) { return true }
                }
                return false
            }
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
