import Diagnostics
import OrderedCollections
import PuppetTypes

extension LookupKey {
    /// The value under the segments, or nil where there is none.
    ///
    /// - Parameter sources: Where the value comes from, for the explanation.
    func dig(
        _ value: Value, explainer: Explainer?, from sources: [Found.DataSource] = []
    ) throws(HieraError) -> Value? {
        guard !segments.isEmpty else { return value }
        explainer?.push(.subLookup(segments))
        defer { explainer?.pop() }
        var current = value
        var path: [ValueStep] = []
        for segment in segments {
            explainer?.push(.segment(segment))
            defer { explainer?.pop() }
            guard let next = try step(segment, into: current) else {
                explainer?.reportNotFound(segment.text)
                return nil
            }
            path.append(segment.step(in: current))
            current = next
            explainer?.reportFound(
                segment.text, current,
                at: sources.isEmpty
                    ? nil : DataSources(found: sources, prefix: [], merge: .first).origins(of: path, in: value).first)
        }
        return current
    }

    /// The steps that the segments are in a value.
    func path(in value: Value?) -> [ValueStep] {
        var current = value
        return segments.map { segment in
            let step = segment.step(in: current)
            current = current?.part(step)
            return step
        }
    }

    private func step(_ segment: Segment, into value: Value) throws(HieraError) -> Value? {
        switch (value, segment) {
        case (.undef, _): return nil
        case (.array(let elements), .index(let index)):
            return elements.indices.contains(index) ? elements[index] : nil
        case (.hash(let entries), _): return entries[segment.value]
        default:
            throw HieraError(
                .lookupKey,
                "Data Provider type mismatch: Got \(value.rubyClass) when a hash-like object was expected to access value using '\(segment.text)' from key '\(text)'"
            )
        }
    }
}

extension LookupKey.Segment {
    /// What the segment means where it is applied to a value.
    fileprivate func step(in value: Value?) -> ValueStep {
        if case .array? = value, case .index(let index) = self { .index(index) } else { .key(self.value) }
    }
}

extension Value {
    /// The name that Puppet's messages give the value's class.
    var rubyClass: String {
        switch self {
        case .undef: "NilClass"
        case .boolean(let value): value ? "TrueClass" : "FalseClass"
        case .integer: "Integer"
        case .float: "Float"
        case .string, .secret: "String"
        case .array: "Array"
        case .hash: "Hash"
        case .sensitive: "Sensitive"
        default: "Object"
        }
    }
}
