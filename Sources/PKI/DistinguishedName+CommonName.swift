import X509

extension DistinguishedName {
    /// A name of a single common name, as Puppet's certificates have.
    static func commonName(_ name: String) throws -> DistinguishedName {
        try DistinguishedName { CommonName(name) }
    }

    /// The common name, if there is exactly one.
    var commonName: String? {
        let names = flatMap { $0 }.filter { $0.type == .RDNAttributeType.commonName }
        guard names.count == 1, let name = names.first else { return nil }
        return String(name.value)
    }
}
