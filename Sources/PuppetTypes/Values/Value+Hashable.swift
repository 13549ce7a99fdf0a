import OrderedCollections

/// Equality of identity, as the keys of a hash have it: `1` and `1.0` differ, and so do `'a'` and `'A'`. A secret string
/// equals the plain one. `ValueComparison.equals` is the language's `==`.
extension Value: Hashable {
    package static func == (left: Value, right: Value) -> Bool {
        switch (left, right) {
        case (.undef, .undef), (.default, .default): true
        case (.boolean(let left), .boolean(let right)): left == right
        case (.integer(let left), .integer(let right)): left == right
        case (.float(let left), .float(let right)): left == right
        case (.string(let left), .string(let right)), (.secret(let left), .secret(let right)),
            (.string(let left), .secret(let right)), (.secret(let left), .string(let right)):
            left == right && left.utf8.count == right.utf8.count
        case (.array(let left), .array(let right)): left == right
        case (.hash(let left), .hash(let right)):
            left.count == right.count && left.allSatisfy { right[$0.key] == $0.value }
        case (.sensitive(let left), .sensitive(let right)): left == right
        case (.regexp(let left), .regexp(let right)): left == right
        case (.type(let left), .type(let right)): left == right
        case (.binary(let left), .binary(let right)): left == right
        case (.semVer(let left), .semVer(let right)): left == right
        case (.semVerRange(let left), .semVerRange(let right)): left == right
        case (.timestamp(let left), .timestamp(let right)): left == right
        case (.timespan(let left), .timespan(let right)): left == right
        case (.uri(let left), .uri(let right)): left == right
        case (.deferred(let left), .deferred(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    package func hash(into hasher: inout Hasher) {
        switch self {
        case .undef: hasher.combine(0)
        case .default: hasher.combine(1)
        case .boolean(let value): hasher.combine(value)
        case .integer(let value): hasher.combine(value)
        case .float(let value): hasher.combine(value)
        case .string(let text), .secret(let text): hasher.combine(text)
        case .array(let elements): hasher.combine(elements)
        case .hash(let entries): hasher.combine(entries.count)  // The order of entries does not matter.
        case .sensitive(let inner): hasher.combine(inner)
        case .regexp(let source): hasher.combine(source)
        case .type(let type): hasher.combine(type)
        case .binary(let bytes): hasher.combine(bytes)
        case .semVer(let version): hasher.combine(version)
        case .semVerRange(let range): hasher.combine(range)
        case .timestamp(let time): hasher.combine(time)
        case .timespan(let span): hasher.combine(span)
        case .uri(let text): hasher.combine(text)
        case .deferred(let call): hasher.combine(call)
        case .object(let object): hasher.combine(object)
        }
    }
}
