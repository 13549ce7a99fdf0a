package import OrderedCollections

/// What the hash of `TypeSet[{ … }]` says, but for the types, whose names mean something only inside of the set.
package struct TypeSetDefinition: Sendable {
    package struct Reference: Sendable {
        package let name: String
        package let versions: SemVerRange
    }

    package let name: String
    package let version: SemVer?
    package let references: OrderedDictionary<String, Reference>
    private let pcoreURI: String?
    private let pcoreVersion: SemVer

    /// - Parameter name: The name that the set is defined under; without one the hash has to give it.
    package static func read(_ entries: PuppetHash, name: String?) throws(TypeError) -> TypeSetDefinition {
        let complaint = TypeMismatch.describe(
            subject: "TypeSet initializer has wrong type,", expected: initializer, actual: .hash(entries))
        guard complaint.isEmpty else { throw TypeError(complaint, blame: .evaluation) }
        let name = name ?? entries[.string("name")]?.stringContent ?? ""
        let understood = try SemVerRange.parse("1.x")
        guard let pcoreVersion = try version(entries, "pcore_version"), understood.contains(pcoreVersion) else {
            let given = entries[.string("pcore_version")].map(ValueFormatter.interpolated) ?? ""
            throw TypeError(
                "The pcore version for TypeSet '\(name)' is not understood by this runtime. Expected range 1.x, got \(given)",
                blame: .evaluation)
        }
        return TypeSetDefinition(
            name: name, version: try version(entries, "version"), references: try references(entries, of: name),
            pcoreURI: entries[.string("pcore_uri")]?.stringContent, pcoreVersion: pcoreVersion)
    }

    /// The set, once its types and those of its references are known.
    package func set(
        types: OrderedDictionary<String, PuppetType>, references: OrderedDictionary<String, TypeSet.Reference>
    ) -> TypeSet {
        TypeSet(
            name: name, version: version, pcoreURI: pcoreURI, pcoreVersion: pcoreVersion, types: types,
            references: references)
    }

    private static func version(_ entries: PuppetHash, _ key: String) throws(TypeError) -> SemVer? {
        switch entries[.string(key)] {
        case .semVer(let version)?: return version
        case let value?: return try SemVer.parse(value.stringContent ?? "")
        case nil: return nil
        }
    }

    private static func references(
        _ entries: PuppetHash, of name: String
    ) throws(TypeError) -> OrderedDictionary<String, Reference> {
        guard case .hash(let given)? = entries[.string("references")] else { return [:] }
        var types: PuppetHash = [:]
        if case .hash(let members)? = entries[.string("types")] { types = members }
        var references: OrderedDictionary<String, Reference> = [:]
        for (key, value) in given {
            guard let alias = key.stringContent, case .hash(let entry) = value else { continue }
            let reference = Reference(
                name: entry[.string("name")]?.stringContent ?? "", versions: try range(entry[.string("version_range")]))
            for other in references.values where other.name == reference.name {
                guard !other.versions.overlaps(reference.versions) else {
                    throw TypeError(
                        "TypeSet '\(name)' references TypeSet '\(TypeSet.nameAuthority)/\(reference.name)' more than once using overlapping version ranges",
                        blame: .evaluation)
                }
            }
            if types[key] != nil {
                throw TypeError(
                    "TypeSet '\(name)' references a TypeSet using alias '\(alias)'. The alias collides with the name of a declared type",
                    blame: .evaluation)
            }
            references[alias] = reference
        }
        return references
    }

    private static func range(_ value: Value?) throws(TypeError) -> SemVerRange {
        if case .semVerRange(let range)? = value { return range }
        return try SemVerRange.parse(value?.stringContent ?? "")
    }

    /// Puppet's type of the hash.
    private static let initializer: PuppetType = {
        let text = PuppetType.string(.size(Size(1, nil)))
        let simpleName = PuppetType.pattern(["\\A[A-Z]\\w*\\z"])
        let qualifiedName = PuppetType.pattern(["\\A[A-Z][\\w]*(?:::[A-Z][\\w]*)*\\z"])
        let version = PuppetType.variant([text, .semVer([])])
        func optional(_ name: String, _ type: PuppetType) -> StructElement {
            StructElement(name: name, isOptional: true, type: type)
        }
        func required(_ name: String, _ type: PuppetType) -> StructElement {
            StructElement(name: name, isOptional: false, type: type)
        }
        let reference = PuppetType.structure([
            required("name", qualifiedName), required("version_range", .variant([text, .semVerRange])),
            optional("name_authority", .anyString),
        ])
        return .structure([
            optional("pcore_uri", .anyString), required("pcore_version", version),
            optional("name_authority", .anyString),
            optional("name", qualifiedName), optional("version", version),
            optional("types", .hash(key: simpleName, value: .variant([.type(nil), .anyHash]), size: Size(1, nil))),
            optional("references", .hash(key: simpleName, value: reference, size: Size(1, nil))),
            optional("annotations", .anyHash),
        ])
    }()
}
