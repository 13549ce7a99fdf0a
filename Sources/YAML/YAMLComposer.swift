import Diagnostics

/// Builds nodes out of events: follows aliases within limits, applies merge keys, reports repeated keys.
struct YAMLComposer {
    private let file: SourceFile
    private let reader: YAMLEventReader
    private let mergeKeys: YAMLParser.MergeKeys
    private let limits: YAMLLimits
    private var diagnostics: [Diagnostic] = []
    private var anchors: [String: Composed] = [:]
    /// Anchors of the collections being read, which an alias inside cannot name.
    private var openAnchors: Set<String> = []
    private var aliasExpansion = 0

    /// A node and what it costs to write out.
    private struct Composed {
        let node: YAMLNode
        let weight: Int
        let height: Int
    }

    init(file: SourceFile, reader: YAMLEventReader, mergeKeys: YAMLParser.MergeKeys, limits: YAMLLimits) {
        self.file = file
        self.reader = reader
        self.mergeKeys = mergeKeys
        self.limits = limits
    }

    mutating func documents() -> (documents: [YAMLNode], diagnostics: [Diagnostic]) {
        var documents: [YAMLNode] = []
        do {
            reading: while true {
                let event = try reader.next()
                switch event.kind {
                case .streamEnd: break reading
                case .documentStart:
                    anchors = [:]
                    documents.append(try compose(try reader.next(), depth: 0).node)
                case .streamStart, .documentEnd, .sequenceEnd, .mappingEnd, .alias, .scalar, .sequenceStart,
                    .mappingStart:
                    continue
                }
            }
        } catch {
            diagnostics.append(error)
        }
        return (documents, diagnostics)
    }

    private func place(_ range: SourceRange) -> SourcePlace { SourcePlace(file: file, range: range) }

    private mutating func compose(_ event: YAMLEvent, depth: Int) throws(Diagnostic) -> Composed {
        guard depth < limits.depth else {
            throw Diagnostic(id: "yaml_too_deep", .tooDeep(limits.depth), at: place(event.range))
        }
        switch event.kind {
        case .scalar(let scalar, let anchor):
            let node = YAMLNode(.scalar(scalar), tag: scalar.tag, range: trimmed(event.range, of: scalar))
            let composed = Composed(node: node, weight: 1 + scalar.text.utf8.count / 64, height: 1)
            if let anchor { anchors[anchor] = composed }
            return composed
        case .alias(let name): return try alias(name, at: event.range, depth: depth)
        case .sequenceStart(let start): return try sequence(start, at: event.range, depth: depth)
        case .mappingStart(let start): return try mapping(start, at: event.range, depth: depth)
        case .streamStart, .streamEnd, .documentStart, .documentEnd, .sequenceEnd, .mappingEnd:
            throw Diagnostic(id: "yaml_syntax", .unexpectedEnd, at: place(event.range))
        }
    }

    /// A block scalar's event reaches to the next token.
    private func trimmed(_ range: SourceRange, of scalar: YAMLScalar) -> SourceRange {
        guard scalar.style == .literal || scalar.style == .folded else { return range }
        var upper = min(range.upper, file.bytes.count)
        while upper > range.lower, [0x20, 0x09, 0x0A, 0x0D].contains(file.bytes[upper - 1]) { upper -= 1 }
        return SourceRange(range.lower, upper)
    }

    private mutating func alias(_ name: String, at range: SourceRange, depth: Int) throws(Diagnostic) -> Composed {
        guard let target = anchors[name] else {
            let message: Diagnostic.Message = openAnchors.contains(name) ? .recursiveAlias(name) : .unknownAlias(name)
            throw Diagnostic(id: "yaml_alias", message, at: place(range))
        }
        aliasExpansion += target.weight
        guard aliasExpansion <= limits.aliasExpansion else {
            throw Diagnostic(id: "yaml_alias_expansion", .aliasExpansion, at: place(range))
        }
        guard depth + target.height <= limits.depth else {
            throw Diagnostic(id: "yaml_too_deep", .tooDeep(limits.depth), at: place(range))
        }
        return target
    }

    private mutating func sequence(
        _ start: YAMLEvent.CollectionStart, at range: SourceRange, depth: Int
    ) throws(Diagnostic) -> Composed {
        if let anchor = start.anchor { openAnchors.insert(anchor) }
        var elements: [YAMLNode] = []
        var size = CollectionSize(range: range)
        while true {
            let event = try reader.next()
            if case .sequenceEnd = event.kind {
                if start.isFlow { size.reach(event.range.upper) }
                break
            }
            let element = try compose(event, depth: depth + 1)
            size.add(element.weight, element.height)
            size.reach(isAlias(event) ? event.range.upper : element.node.range.upper)
            elements.append(element.node)
        }
        return close(start, .sequence(elements), size)
    }

    private mutating func mapping(
        _ start: YAMLEvent.CollectionStart, at range: SourceRange, depth: Int
    ) throws(Diagnostic) -> Composed {
        if let anchor = start.anchor { openAnchors.insert(anchor) }
        var builder = YAMLMappingBuilder(mergeKeys: mergeKeys)
        var size = CollectionSize(range: range)
        while true {
            let event = try reader.next()
            if case .mappingEnd = event.kind {
                if start.isFlow { size.reach(event.range.upper) }
                break
            }
            let key = try compose(event, depth: depth + 1)
            guard key.height <= limits.keyDepth else {
                throw Diagnostic(id: "yaml_too_deep", .keyTooDeep(limits.keyDepth), at: place(event.range))
            }
            let valueEvent = try reader.next()
            let value = try compose(valueEvent, depth: depth + 1)
            size.add(key.weight, key.height)
            size.add(value.weight, value.height)
            size.reach(isAlias(valueEvent) ? valueEvent.range.upper : value.node.range.upper)
            if let earlier = builder.add(key: key.node, value: value.node) { report(key.node, repeats: earlier) }
        }
        return close(start, .mapping(builder.entries), size)
    }

    private func isAlias(_ event: YAMLEvent) -> Bool {
        if case .alias = event.kind { true } else { false }
    }

    private mutating func close(
        _ start: YAMLEvent.CollectionStart, _ content: YAMLNode.Content, _ size: CollectionSize
    ) -> Composed {
        let node = YAMLNode(content, tag: start.tag, range: size.range)
        let composed = Composed(node: node, weight: size.weight, height: size.height)
        if let anchor = start.anchor {
            openAnchors.remove(anchor)
            anchors[anchor] = composed
        }
        return composed
    }

    private mutating func report(_ key: YAMLNode, repeats earlier: YAMLNode) {
        guard diagnostics.count < limits.diagnostics else { return }
        diagnostics.append(
            Diagnostic(
                id: "duplicate_key", severity: .warning, .duplicateKey(key.scalar?.text ?? "?"), at: place(key.range),
                notes: [Diagnostic.Note("first set here", at: place(earlier.range))]))
    }
}

/// The cost and the extent of a collection while it is read.
private struct CollectionSize {
    private(set) var weight = 1
    private(set) var height = 1
    private(set) var range: SourceRange

    init(range: SourceRange) { self.range = range }

    mutating func add(_ weight: Int, _ height: Int) {
        self.weight += weight
        self.height = max(self.height, height + 1)
    }

    mutating func reach(_ offset: Int) { range = SourceRange(range.lower, max(range.upper, offset)) }
}

extension Diagnostic.Message {
    fileprivate static let aliasExpansion: Self = "aliases expand to more than is allowed"
    fileprivate static let unexpectedEnd: Self = "unexpected end of the YAML document"

    fileprivate static func duplicateKey(_ key: String) -> Self {
        .init("key '\(key)' is set twice; the last value is used")
    }
    fileprivate static func recursiveAlias(_ name: String) -> Self {
        .init("alias '\(name)' stands inside the value that it names")
    }
    fileprivate static func keyTooDeep(_ limit: Int) -> Self { .init("a key is nested deeper than \(limit) levels") }
    fileprivate static func tooDeep(_ limit: Int) -> Self { .init("YAML is nested deeper than \(limit) levels") }
    fileprivate static func unknownAlias(_ name: String) -> Self { .init("unknown alias '\(name)'") }
}
