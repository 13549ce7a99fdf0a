import OrderedCollections

extension Value {
    /// The text of a string, secret or not.
    package var stringContent: String? {
        switch self {
        case .string(let text), .secret(let text): text
        default: nil
        }
    }

    /// Everything but `undef` and `false`.
    package var isTruthy: Bool {
        switch self {
        case .undef, .boolean(false): false
        default: true
        }
    }

    /// Whether there is a `.secret` or a `Sensitive` anywhere inside.
    ///
    /// Asked of every argument and every parameter, so it is written for speed.
    package var holdsSecret: Bool {
        switch self {
        case .secret, .sensitive: return true
        case .array(let elements):
            return Self.holdSecret(elements)
        case .hash(let entries):
            return Self.holdSecret(entries.keys.elements) || Self.holdSecret(entries.values.elements)
        case .deferred(let call): return call.arguments.contains(where: \.holdsSecret)
        case .object(let object): return object.attributes.values.contains(where: \.holdsSecret)
        case .undef, .default, .boolean, .integer, .float, .string, .regexp, .type, .binary, .semVer, .semVerRange,
            .timestamp, .timespan, .uri:
            return false
        }
    }

    /// Whether there is one in any of the values. By a span, which copies no element.
    package static func holdSecret(_ elements: [Value]) -> Bool {
        let span = elements.span
        for index in span.indices where span[index].holdsSecret { return true }
        return false
    }

    /// Whether a hash in it has a key that is, or holds, a secret.
    package var holdsSecretKey: Bool {
        switch self {
        case .array(let elements): elements.contains(where: \.holdsSecretKey)
        case .hash(let entries): entries.contains { $0.key.holdsSecret || $0.value.holdsSecretKey }
        case .sensitive(let inner): inner.holdsSecretKey
        default: false
        }
    }

    /// Whether there is a `.secret` that a message could quote; what is in a `Sensitive` is never quoted.
    var holdsSecretText: Bool {
        switch self {
        case .secret: true
        case .array(let elements): elements.contains(where: \.holdsSecretText)
        case .hash(let entries): entries.contains { $0.key.holdsSecretText || $0.value.holdsSecretText }
        default: false
        }
    }

    /// The value with every number in it in a `Sensitive`: what a function gives that read them out of a secret text.
    package var taintingNumbers: Value {
        switch self {
        case .integer, .float: .sensitive(self)
        case .array(let elements): .array(elements.map(\.taintingNumbers))
        case .hash(let entries): .hash(entries.mapValues(\.taintingNumbers))
        default: self
        }
    }

    /// The value with every string in it made secret: what a function gives that was called with a secret.
    ///
    /// The keys of hashes stay as they are, because they name fields, unless they may have been made of secret keys.
    package func taintingStrings(includingKeys: Bool = false) -> Value {
        switch self {
        case .string(let text): .secret(text)
        case .array(let elements): .array(elements.map { $0.taintingStrings(includingKeys: includingKeys) })
        case .hash(let entries):
            includingKeys
                ? .hash(
                    PuppetHash(
                        entries.map { ($0.key.taintingStrings(), $0.value.taintingStrings(includingKeys: true)) },
                        uniquingKeysWith: { _, new in new }))
                : .hash(entries.mapValues { $0.taintingStrings() })
        case .sensitive(let inner): .sensitive(inner.taintingStrings(includingKeys: includingKeys))
        case .deferred(let call):
            .deferred(DeferredCall(name: call.name, arguments: call.arguments.map { $0.taintingStrings() }))
        case .object(let object):
            .object(object.mapValues { $0.taintingStrings() })
        default: self
        }
    }
}
