import Diagnostics
import OrderedCollections
import PuppetTypes
import YAML

/// Turns YAML into Puppet values as Psych and Puppet do together; `:symbol` keys become text.
struct YAMLValueReader {
    let source: SourceFile
    /// The first thing in the values read so far that YAML can hold and a Puppet value cannot.
    private(set) var problem: Problem?

    /// What it is, and where.
    struct Problem: Sendable {
        let text: String
        let range: SourceRange
    }

    init(source: SourceFile) { self.source = source }

    mutating func value(_ node: YAMLNode) throws(HieraError) -> Value {
        switch node.content {
        case .scalar(let scalar): return try value(scalar, at: node.range)
        case .sequence(let nodes):
            try checkTag(node)
            if let entries = try orderedMapping(node) { return .hash(entries) }
            var elements: [Value] = []
            elements.reserveCapacity(nodes.count)
            for element in nodes { elements.append(try value(element)) }
            return .array(elements)
        case .mapping(let entries):
            try checkTag(node)
            var hash = PuppetHash(minimumCapacity: entries.count)
            for entry in entries { hash[try key(entry.key)] = try value(entry.value) }
            return .hash(hash)
        }
    }

    /// Text, or a number.
    mutating func key(_ node: YAMLNode) throws(HieraError) -> Value {
        if let scalar = node.scalar, case .symbol(let name) = PsychScalar(scalar) { return .string(name) }
        let key = try value(node)
        switch key {
        case .string, .integer, .float: break
        default: report("a key that is \(key.typeWord)", at: node.range)
        }
        return key
    }

    private mutating func value(_ scalar: YAMLScalar, at range: SourceRange) throws(HieraError) -> Value {
        switch PsychScalar(scalar) {
        case .null: return .undef
        case .boolean(let value): return .boolean(value)
        case .integer(let value): return .integer(value)
        case .float(let value): return .float(value)
        case .string(let text): return .string(text)
        case .symbol(let name):
            report("the symbol ':\(name)'", at: range)
            return .string(name)
        case .refused(let problem):
            throw HieraError(
                .data, "Unable to parse (\(source.path)): \(problem)", at: SourcePlace(file: source, range: range),
                notes: [Diagnostic.Note("quote the value to make it text")])
        }
    }

    private mutating func report(_ text: String, at range: SourceRange) {
        if problem == nil { problem = Problem(text: text, range: range) }
    }

    /// `!!omap`, a list of single entries that is read as one mapping.
    private mutating func orderedMapping(_ node: YAMLNode) throws(HieraError) -> PuppetHash? {
        guard node.tag == "tag:yaml.org,2002:omap", let nodes = node.sequence,
            nodes.allSatisfy({ $0.mapping != nil })
        else { return nil }
        var hash = PuppetHash()
        for case let entry? in nodes.map({ $0.mapping?.first }) { hash[try key(entry.key)] = try value(entry.value) }
        return hash
    }

    /// Puppet loads plain data only.
    private func checkTag(_ node: YAMLNode) throws(HieraError) {
        let name: String
        switch node.tag {
        case nil, "!ruby/hash"?, "!ruby/array"?: return
        case "tag:yaml.org,2002:set"?: name = "Psych::Set"
        case "tag:yaml.org,2002:omap"? where node.mapping != nil: name = "Psych::Omap"
        case let tag?:
            guard tag.hasPrefix("!ruby/") else { return }
            name = PsychScalar.rubyClass(tag)
        }
        throw HieraError(
            .data, "Unable to parse (\(source.path)): Tried to load unspecified class: \(name)",
            at: SourcePlace(file: source, range: node.range))
    }
}
