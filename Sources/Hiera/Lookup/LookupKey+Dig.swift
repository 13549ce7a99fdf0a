import Diagnostics
import OrderedCollections
import PuppetTypes

extension LookupKey {
    /// The value under the segments, or nil where there is none.
    func dig(_ value: Value, explainer: Explainer?) throws(HieraError) -> Value? {
        guard !segments.isEmpty else { return value }
        explainer?.push(.subLookup(segments))
        defer { explainer?.pop() }
        var current = value
        for segment in segments {
            explainer?.push(.segment(segment))
            defer { explainer?.pop() }
            guard let next = try step(segment, into: current) else {
                explainer?.reportNotFound(segment.text)
                return nil
            }
            current = next
            explainer?.reportFound(segment.text, current)
        }
        return current
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
