import OrderedCollections

extension PuppetType: CustomStringConvertible {
    /// The type as Puppet writes it; an alias or an object type with what it stands for.
    package var description: String {
        switch self {
        case .alias, .object, .typeSet, .deferred, .error(nil): expandedDescription
        default: TypeFormatter.string(self)
        }
    }

    /// The type as Puppet writes it inside others, and where it labels a value: an object type by its name.
    package var label: String {
        if case .alias = self { expandedDescription } else { TypeFormatter.string(self) }
    }

    /// The type with every alias in it followed by what it stands for, as error messages show it.
    package var expandedDescription: String { TypeFormatter.expandedString(self) }

    /// The name without arguments: `Integer` of `Integer[1, 3]`.
    package var simpleName: String {
        switch self {
        case .any: "Any"
        case .data: "Data"
        case .richData: "RichData"
        case .richDataKey: "RichDataKey"
        case .scalar: "Scalar"
        case .scalarData: "ScalarData"
        case .numeric: "Numeric"
        case .undef: "Undef"
        case .default: "Default"
        case .unit: "Unit"
        case .catalogEntry: "CatalogEntry"
        case .boolean: "Boolean"
        case .integer: "Integer"
        case .float: "Float"
        case .string: "String"
        case .enumeration: "Enum"
        case .pattern: "Pattern"
        case .regexp: "Regexp"
        case .array: "Array"
        case .hash: "Hash"
        case .tuple: "Tuple"
        case .structure: "Struct"
        case .collection: "Collection"
        case .optional: "Optional"
        case .notUndef: "NotUndef"
        case .variant: "Variant"
        case .type: "Type"
        case .sensitive: "Sensitive"
        case .iterable: "Iterable"
        case .iterator: "Iterator"
        case .callable: "Callable"
        case .resource: "Resource"
        case .classType: "Class"
        case .alias(let alias): alias.name
        case .typeReference: "TypeReference"
        case .initType: "Init"
        case .semVer: "SemVer"
        case .semVerRange: "SemVerRange"
        case .timestamp: "Timestamp"
        case .timespan: "Timespan"
        case .binary: "Binary"
        case .uri: "URI"
        case .runtime: "Runtime"
        case .deferred: "Deferred"
        case .error: "Error"
        case .object(let object): object.name ?? "Object"
        case .typeSet: "TypeSet"
        }
    }

    /// `simpleName` where the type has no arguments to write.
    var bareName: String? {
        switch self {
        case .boolean(nil), .integer(nil, nil), .float(nil, nil), .string(.unconstrained), .string(.value),
            .regexp(nil), .collection(nil), .optional(nil), .notUndef(nil), .notUndef(.some(.any)), .type(nil),
            .sensitive(nil), .sensitive(.some(.any)), .iterable(nil), .iterator(nil), .classType(nil),
            .initType(nil, _), .timestamp(nil, nil), .timespan(nil, nil), .uri(nil), .runtime(nil, nil):
            simpleName
        case .enumeration(let values, _) where values.isEmpty: simpleName
        case .pattern(let patterns) where patterns.isEmpty: simpleName
        case .variant(let types) where types.isEmpty: simpleName
        case .tuple(let types, _) where types.isEmpty: simpleName
        case .structure(let elements) where elements.isEmpty: simpleName
        case .semVer(let ranges) where ranges.isEmpty: simpleName
        case .array(.any, nil), .hash(.any, .any, nil): simpleName
        default: nil
        }
    }

    private static let core: [String: PuppetType] = [
        "Any": .any, "Data": .data, "RichData": .richData, "RichDataKey": .richDataKey, "Scalar": .scalar,
        "ScalarData": .scalarData, "Numeric": .numeric, "Undef": .undef, "Default": .default,
        "CatalogEntry": .catalogEntry, "Boolean": .boolean(nil), "Integer": .anyInteger, "Float": .anyFloat,
        "String": .anyString, "Enum": .enumeration([], caseInsensitive: false), "Pattern": .pattern([]),
        "Regexp": .regexp(nil), "Array": .anyArray, "Hash": .anyHash, "Tuple": .tuple([], size: nil),
        "Struct": .structure([]), "Collection": .collection(nil), "Optional": .optional(nil),
        "NotUndef": .notUndef(nil), "Variant": .variant([]), "Type": .type(nil), "Sensitive": .sensitive(nil),
        "Iterable": .iterable(nil), "Iterator": .iterator(nil), "Callable": .callable(nil),
        "Resource": .resource(typeName: nil, title: nil), "Class": .classType(name: nil),
        "Init": .initType(nil, arguments: []), "SemVer": .semVer([]), "SemVerRange": .semVerRange,
        "Timestamp": .timestamp(lower: nil, upper: nil), "Timespan": .timespan(lower: nil, upper: nil),
        "Binary": .binary, "URI": .uri(nil), "Runtime": .runtime(name: nil, pattern: nil), "Deferred": .deferred,
        "Error": .error(nil), "Object": .object(ObjectType(name: nil, parent: nil, attributes: [:])),
        "TypeReference": .typeReference("UnresolvedReference"),
        "Puppet::LookupContext": lookupContext,
        "Puppet::LookupKey": .alias(TypeAlias(name: "Puppet::LookupKey", resolved: .richDataKey)),
        "Puppet::LookupValue": .alias(TypeAlias(name: "Puppet::LookupValue", resolved: .richData)),
        "TypeSet": .typeSet(.bare),
    ]

    /// What Hiera gives to a backend that is a function.
    package static let lookupContext = PuppetType.object(
        ObjectType(name: "Puppet::LookupContext", parent: nil, attributes: [:]))

    /// The names of the core types, for "did you mean".
    package static var coreNames: [String] { Array(core.keys) }

    private static let coreByLowercasedName: [String: PuppetType] = Dictionary(
        uniqueKeysWithValues: core.map { ($0.key.lowercased(), $0.value) })

    /// The core type of that name; case does not matter, as in manifests. `nil` for any other name.
    package static func named(_ name: String) -> PuppetType? {
        core[name] ?? coreByLowercasedName[name.lowercased()]
    }
}
