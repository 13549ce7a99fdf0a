/// Collects the entries of a mapping: keeps keys distinct and applies merge keys.
struct YAMLMappingBuilder {
    private(set) var entries: [YAMLNode.Entry] = []
    private let mergeKeys: YAMLParser.MergeKeys
    /// The position of each scalar key in `entries`, once there are too many to look at each.
    private var positions: [Key: Int] = [:]
    private var mergedKeys: Set<Key> = []

    private static let fewEntries = 12

    /// What makes two keys one: `1` and `"1"` differ, `a` and `"a"` do not.
    private struct Key: Hashable {
        let text: String
        let isString: Bool

        init?(_ node: YAMLNode) {
            guard let scalar = node.scalar else { return nil }
            text = scalar.text
            isString = PsychScalar(scalar).isString
        }
    }

    init(mergeKeys: YAMLParser.MergeKeys) { self.mergeKeys = mergeKeys }

    /// Adds an entry; the earlier key when this one repeats it.
    mutating func add(key: YAMLNode, value: YAMLNode) -> YAMLNode? {
        if isMergeKey(key), let merged = merged(value) {
            for entry in merged { addMerged(entry) }
            return nil
        }
        guard let identity = Key(key) else {
            entries.append(YAMLNode.Entry(key: key, value: value))
            return nil
        }
        guard let position = position(of: identity) else {
            append(YAMLNode.Entry(key: key, value: value), identity)
            return nil
        }
        let earlier = entries[position].key
        entries[position] = YAMLNode.Entry(key: key, value: value)
        return mergedKeys.remove(identity) == nil ? earlier : nil
    }

    private func position(of key: Key) -> Int? {
        guard positions.isEmpty else { return positions[key] }
        return entries.firstIndex { $0.key.scalar?.text == key.text && Key($0.key) == key }
    }

    /// Ruby takes a quoted `<<` for one, too.
    private func isMergeKey(_ node: YAMLNode) -> Bool {
        guard let scalar = node.scalar, scalar.text == "<<" else { return false }
        return switch mergeKeys {
        case .ownKeyWins: scalar.isImplicit || scalar.tag == YAMLTag.merge
        case .laterWins: scalar.tag != YAMLTag.string
        }
    }

    private mutating func append(_ entry: YAMLNode.Entry, _ identity: Key) {
        entries.append(entry)
        if !positions.isEmpty {
            positions[identity] = entries.count - 1
        } else if entries.count > Self.fewEntries {
            for (position, entry) in entries.enumerated() {
                if let key = Key(entry.key) { positions[key] = position }
            }
        }
    }

    private mutating func addMerged(_ entry: YAMLNode.Entry) {
        guard let identity = Key(entry.key) else {
            entries.append(entry)
            return
        }
        guard let position = position(of: identity) else {
            mergedKeys.insert(identity)
            return append(entry, identity)
        }
        switch mergeKeys {
        case .ownKeyWins: return
        case .laterWins:
            entries[position] = entry
            mergedKeys.insert(identity)
        }
    }

    /// The entries that a merge key brings, or nil when its value is no mapping and no list of them.
    private func merged(_ value: YAMLNode) -> [YAMLNode.Entry]? {
        switch value.content {
        case .scalar: return nil
        case .mapping(let entries): return entries
        case .sequence(let nodes):
            // Of several mappings the earlier wins.
            var builder = YAMLMappingBuilder(mergeKeys: .laterWins)
            for node in nodes.reversed() {
                guard let entries = node.mapping else { return nil }
                for entry in entries { builder.addMerged(entry) }
            }
            return builder.entries
        }
    }
}
