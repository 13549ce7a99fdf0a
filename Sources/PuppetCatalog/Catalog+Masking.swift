import OrderedCollections
package import PuppetTypes

extension Catalog {
    /// The catalog with every secret replaced by Puppet's own words for one: what people may look at.
    package var masked: Catalog {
        guard holdsSecrets else { return self }
        var catalog = self
        catalog.resources = resources.map(\.masked)
        return catalog
    }

    /// Whether there is anything to mask.
    package var holdsSecrets: Bool { resources.contains(where: \.holdsSecrets) }

    /// Whether secrets were replaced by words, so that it is to look at and not to apply.
    package var isMasked: Bool { resources.contains { $0.parameters.values.contains(where: \.holdsRedaction) } }
}

extension Resource {
    package var holdsSecrets: Bool { !sensitiveParameters.isEmpty || parameters.values.contains(where: \.holdsSecret) }

    package var masked: Resource {
        guard holdsSecrets else { return self }
        var resource = self
        for (name, value) in parameters {
            resource.parameters[name] = sensitiveParameters.contains(name) ? .redacted : value.masked
        }
        return resource
    }
}

extension Value {
    /// What stands where a secret is.
    package static let redacted = Value.string("Sensitive [value redacted]")

    fileprivate var holdsRedaction: Bool {
        switch self {
        case .array(let values): values.contains(where: \.holdsRedaction)
        case .hash(let entries): entries.contains { $0.key.holdsRedaction || $0.value.holdsRedaction }
        case .sensitive(let inner): inner.holdsRedaction
        case .deferred(let call): call.arguments.contains(where: \.holdsRedaction)
        case .object(let object): object.attributes.values.contains(where: \.holdsRedaction)
        default: self == .redacted
        }
    }

    /// The value with every secret inside replaced.
    package var masked: Value {
        switch self {
        case .sensitive, .secret: .redacted
        case .array(let values): .array(values.map(\.masked))
        case .hash(let entries):
            .hash(PuppetHash(entries.map { ($0.key.masked, $0.value.masked) }, uniquingKeysWith: { first, _ in first }))
        case .deferred(let call): .deferred(DeferredCall(name: call.name, arguments: call.arguments.map(\.masked)))
        case .object(let object):
            .object(object.mapValues(\.masked))
        case .undef, .default, .boolean, .integer, .float, .string, .regexp, .type, .binary, .semVer, .semVerRange,
            .timestamp, .timespan, .uri:
            self
        }
    }
}
