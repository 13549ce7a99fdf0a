import Diagnostics
import OrderedCollections
package import PuppetTypes
import YAML

/// The data files that a value came from, the highest first, and where in them its parts are written.
package struct DataSources: Sendable {
    let found: [Found.DataSource]
    /// What a dotted key leads to in the found values.
    let prefix: [ValueStep]
    /// How the values of several files became one.
    package let merge: MergeStrategy

    /// The whole value's places.
    package var all: [DataOrigin] { found.map { $0.origin(of: prefix) } }

    /// The places of a part of `value`, which is what the lookup gave. One for a plain value; all that took part for a
    /// hash or an array that was merged.
    package func origins(of path: [ValueStep], in value: Value) -> [DataOrigin] {
        var candidates = found.map { Candidate(source: $0, path: prefix, value: $0.value.part(at: prefix)) }
        var current: Value? = value
        for step in path {
            current = current?.part(step)
            let next = candidates.compactMap { $0.following(step, to: current, merge) }
            // Past what can be followed, the place of what is around it is the best answer.
            guard !next.isEmpty else { break }
            candidates = next
        }
        if let current, !current.isCollection || candidates.count == 1,
            let exact = candidates.first(where: { $0.value == current }) ?? candidates.first
        {
            return [exact.origin]
        }
        return candidates.map(\.origin)
    }

    /// A place in one of the files that may have given a part.
    private struct Candidate {
        let source: Found.DataSource
        let path: [ValueStep]
        let value: Value?

        var origin: DataOrigin { source.origin(of: path) }

        func following(_ step: ValueStep, to wanted: Value?, _ merge: MergeStrategy) -> Candidate? {
            switch step {
            case .key: return value?.part(step).map { Candidate(source: source, path: path + [step], value: $0) }
            case .index(let index):
                guard case .array(let elements)? = value else {
                    // `unique` makes elements of plain values.
                    return value == wanted ? self : nil
                }
                if elements.indices.contains(index), elements[index] == wanted { return at(index, elements) }
                if case .deep(let options) = merge, options.mergeHashArrays, elements.indices.contains(index),
                    case .hash = elements[index]
                {
                    return at(index, elements)
                }
                return elements.firstIndex { $0 == wanted }.flatMap { at($0, elements) }
            }
        }

        private func at(_ index: Int, _ elements: [Value]) -> Candidate? {
            guard elements.indices.contains(index) else { return nil }
            return Candidate(source: source, path: path + [.index(index)], value: elements[index])
        }
    }
}

extension Found.DataSource {
    /// Where a part of the found value is written.
    func origin(of path: [ValueStep]) -> DataOrigin {
        switch provider {
        case .file(let file): file.origin(of: key, path, in: value)
        case .function(let name, let place):
            DataOrigin(file: place.file, range: place.range, template: nil, function: name)
        }
    }
}

extension DataFile {
    /// Where a part of a root key's value is written, as far as the path can be followed.
    ///
    /// - Parameter value: The value after interpolation, which may have changed its keys.
    func origin(of key: HashedName, _ path: [ValueStep] = [], in value: Value? = nil) -> DataOrigin {
        guard let entry = self[key], var node = entry.node else {
            return DataOrigin(file: source, range: nil, template: nil, function: nil)
        }
        var range = entry.keyRange ?? node.range
        var value = value
        for step in path {
            guard let next = node.child(step, in: value) else { break }
            (range, node) = next
            value = value?.part(step)
        }
        let text = node.scalar?.text
        return DataOrigin(
            file: source, range: range, template: text.flatMap { $0.contains("%{") ? $0 : nil }, function: nil)
    }
}

extension YAMLNode {
    /// What a step leads to, and where it stands.
    fileprivate func child(_ step: ValueStep, in value: Value?) -> (range: SourceRange, node: YAMLNode)? {
        switch (content, step) {
        case (.sequence, .index(let index)): return self[index].map { ($0.range, $0) }
        case (.mapping(let entries), .key(let key)):
            let text = RubyText.string(key, secrets: .shown)
            if let entry = entries.first(where: { $0.key.scalar?.text == text }) {
                return (entry.key.range, entry.value)
            }
            // An interpolated key keeps its position.
            guard case .hash(let values)? = value, values.count == entries.count,
                let position = values.index(forKey: key), entries.indices.contains(position)
            else { return nil }
            return (entries[position].key.range, entries[position].value)
        default: return nil
        }
    }
}

extension Value {
    /// Whether it is a hash or an array with something in it.
    fileprivate var isCollection: Bool {
        switch self {
        case .hash(let entries): !entries.isEmpty
        case .array(let elements): !elements.isEmpty
        default: false
        }
    }
}
