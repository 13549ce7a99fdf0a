import OrderedCollections

/// Formats by type; the first type that holds a value decides.
struct FormatMap: Hashable {
    private(set) var entries: [Entry]

    struct Entry: Hashable {
        let type: PuppetType
        let format: StringFormat
    }

    init(_ entries: [Entry]) { self.entries = entries }

    func format(for type: PuppetType) throws(TypeError) -> StringFormat {
        if let entry = entries.first(where: { $0.type.isAssignable(from: type) }) { return entry.format }
        return try StringFormat("%s")
    }

    /// Formats of every type.
    static func defaults() throws(TypeError) -> FormatMap { try standard.get() }

    private static let standard = Result { () throws(TypeError) in try makeDefaults() }

    private static func makeDefaults() throws(TypeError) -> FormatMap {
        let elements = FormatMap([Entry(type: .any, format: try StringFormat("%p"))])
        var array = try StringFormat("%a")
        array.separator = ", "
        array.associator = ", "
        array.elementFormats = elements
        var hash = try StringFormat("%h")
        hash.separator = ", "
        hash.associator = " => "
        hash.elementFormats = elements
        let object = PuppetType.object(ObjectType(name: nil, parent: nil, attributes: [:]))
        return FormatMap([
            Entry(type: object, format: try StringFormat("%p")), Entry(type: .anyFloat, format: try StringFormat("%f")),
            Entry(type: .numeric, format: try StringFormat("%d")), Entry(type: .anyArray, format: array),
            Entry(type: .anyHash, format: hash), Entry(type: .binary, format: try StringFormat("%B")),
            Entry(type: .any, format: try StringFormat("%s")),
        ])
    }

    static func merge(_ lower: FormatMap?, _ higher: FormatMap?) -> FormatMap? {
        guard let lower, let higher else { return higher ?? lower }
        return lower.merged(under: higher)
    }

    /// With the formats of `higher` in place of the ones that they cover.
    func merged(under higher: FormatMap) -> FormatMap {
        var merged = OrderedDictionary<PuppetType, StringFormat>()
        for entry in entries {
            let isCovered = higher.entries.contains { $0.type != entry.type && $0.type.isAssignable(from: entry.type) }
            if !isCovered { merged[entry.type] = entry.format }
        }
        for entry in higher.entries {
            merged[entry.type] = merged[entry.type].map { entry.format.merged(over: $0) } ?? entry.format
        }
        var sorted: [Entry] = []
        for (type, format) in merged {
            let index = sorted.firstIndex { Self.comes(type, before: $0.type) } ?? sorted.count
            sorted.insert(Entry(type: type, format: format), at: index)
        }
        return FormatMap(sorted)
    }

    /// Narrower types come first.
    private static func comes(_ left: PuppetType, before right: PuppetType) -> Bool {
        if left == right { return false }
        let (isNarrower, isWider) = (right.isAssignable(from: left), left.isAssignable(from: right))
        if isNarrower != isWider { return isNarrower }
        let (leftRank, rightRank) = (rank(left), rank(right))
        if leftRank == 0 || rightRank == 0 { return "\(left)" < "\(right)" }
        return leftRank < rightRank
    }

    private static func rank(_ type: PuppetType) -> Int {
        switch type {
        case .structure: 1
        case .hash: 2
        case .tuple: 3
        case .array: 4
        case .pattern: 10
        case .enumeration: 11
        case .string: 12
        default: 0
        }
    }
}
