extension TypeConversion {
    /// The signatures of `new` of a type; empty where there is none.
    static func signatures(of type: PuppetType) -> [CallableSignature] {
        switch type {
        case .integer: integerSignatures
        case .float: floatSignatures
        case .numeric: numericSignatures
        case .boolean: booleanSignatures
        case .string: stringSignatures
        case .array, .tuple: arraySignatures
        case .hash, .structure: hashSignatures
        case .binary: binarySignatures
        case .sensitive: sensitiveSignatures
        case .regexp: regexpSignatures
        case .semVer: semVerSignatures
        case .semVerRange: semVerRangeSignatures
        case .timestamp: timestampSignatures
        case .timespan: timespanSignatures
        case .uri: uriSignatures
        case .type: typeSignatures
        default: []
        }
    }

    private static func named(_ name: String, _ type: PuppetType) -> PuppetType {
        .alias(TypeAlias(name: name, resolved: type))
    }

    /// Parameters by name; the ones after `required` are optional.
    private static func signature(_ required: Int, _ parameters: KeyValuePairs<String, PuppetType>) -> CallableSignature
    {
        CallableSignature(
            parameters: parameters.map(\.value), minimum: required, maximum: parameters.count,
            names: parameters.map(\.key))
    }

    private static func structure(_ elements: KeyValuePairs<String, PuppetType>, optional: Set<String>) -> PuppetType {
        .structure(
            elements.map { StructElement(name: $0.key, isOptional: optional.contains($0.key), type: $0.value) })
    }

    private static let nonEmptyString = PuppetType.string(.size(Size(1, nil)))
    private static let decimal = #"(?:(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE]-?\d+)?)"#
    private static let hexadecimal = "(?:0[xX][0-9A-Fa-f]+)"
    private static let octal = "(?:0[0-7]+)"
    private static let binaryDigits = "(?:0[bB][01]+)"
    private static let times: [PuppetType] = [.timespan(lower: nil, upper: nil), .timestamp(lower: nil, upper: nil)]

    static let integerConvertible = named(
        "Convertible",
        .variant(
            [.numeric, .boolean(nil), .pattern([#"\A[+-]?\s*(?:(?:\d+)|\#(hexadecimal)|\#(binaryDigits))\z"#])] + times)
    )
    private static let radix = named(
        "Radix", .variant([.default] + [2, 8, 10, 16].map { .integer(lower: $0, upper: $0) }))
    static let integerNamedArguments = named(
        "NamedArgs",
        structure(
            ["from": integerConvertible, "radix": radix, "abs": .boolean(nil)], optional: ["radix", "abs"]))
    private static let floatPattern = PuppetType.pattern([
        #"\A[+-]?\s*(?:\#(decimal)|\#(hexadecimal)|\#(octal)|\#(binaryDigits))\z"#
    ])
    private static let floatConvertible = named(
        "Convertible", .variant([.numeric, .boolean(nil), floatPattern] + times))
    private static let numericConvertible = named(
        "Convertible", .variant([.anyInteger, .anyFloat, .boolean(nil), floatPattern] + times))

    static let integerSignatures = [
        signature(1, ["from": integerConvertible, "radix": radix, "abs": .boolean(nil)]),
        signature(1, ["hash_args": integerNamedArguments]),
    ]
    static let floatSignatures = [
        signature(1, ["from": floatConvertible, "abs": .boolean(nil)]),
        signature(
            1,
            [
                "hash_args": named(
                    "NamedArgs", structure(["from": floatConvertible, "abs": .boolean(nil)], optional: ["abs"]))
            ]),
    ]
    static let numericSignatures = [
        signature(1, ["from": numericConvertible, "abs": .boolean(nil)]),
        signature(
            1,
            [
                "hash_args": named(
                    "NamedArgs", structure(["from": numericConvertible, "abs": .boolean(nil)], optional: ["abs"]))
            ]),
    ]
    static let booleanSignatures = [
        signature(
            1,
            [
                "from": .variant([
                    .anyInteger, .anyFloat, .boolean(nil),
                    .enumeration(["false", "n", "no", "true", "y", "yes"], caseInsensitive: true),
                ])
            ])
    ]
    private static let format = named(
        "Format", .pattern([#"^%([\s\[+#0{<(|-]*)([1-9][0-9]*)?(?:\.([0-9]+))?([a-zA-Z])$"#]))
    private static let containerFormat = named(
        "ContainerFormat",
        structure(
            [
                "format": format, "separator": .anyString, "separator2": .anyString,
                "string_formats": .hash(key: .type(nil), value: format, size: nil),
            ], optional: ["format", "separator", "separator2", "string_formats"]))
    private static let formats = named(
        "Formats",
        .variant([
            .default, nonEmptyString,
            named("TypeMap", .hash(key: .type(nil), value: .variant([format, containerFormat]), size: nil)),
        ]))
    static let stringSignatures = [signature(1, ["from": named("Convertible", .any), "string_formats": formats])]
    static let arraySignatures = [
        signature(
            1,
            [
                "from": .variant([.anyArray, .anyHash, .binary, .iterable(nil)]), "wrap": .boolean(false),
            ]),
        signature(2, ["from": .any, "wrap": .boolean(true)]),
    ]
    static let hashSignatures = [
        signature(
            1,
            [
                "from": named("TreeArray", .array(.tuple([.anyArray, .any], size: nil), size: Size(1, nil))),
                "build_option": named(
                    "NewHashOption", .enumeration(["hash_tree", "tree"], caseInsensitive: false)),
            ]),
        signature(1, ["from": named("KeyValueArray", .array(.tuple([.any, .any], size: nil), size: Size(1, nil)))]),
        signature(1, ["from": .any]),
    ]
    private static let base64Format = named(
        "Base64Format", .enumeration(["%B", "%b", "%r", "%s", "%u"], caseInsensitive: false))
    private static let byteArray = PuppetType.array(
        named("ByteInteger", .integer(lower: 0, upper: 255)), size: nil)
    static let binarySignatures = [
        signature(1, ["str": .anyString, "format": base64Format]),
        signature(1, ["byte_array": byteArray]),
        signature(
            1,
            [
                "hash_args": named(
                    "BinaryArgsHash",
                    .variant([
                        named(
                            "StringHash",
                            structure(["value": .anyString, "format": .optional(base64Format)], optional: ["format"])),
                        named("ArrayHash", structure(["value": byteArray], optional: [])),
                    ]))
            ]),
    ]
    static let sensitiveSignatures = [signature(1, ["value": .sensitive(nil)]), signature(1, ["value": .any])]
    static let regexpSignatures = [signature(1, ["pattern": .anyString, "escape": .boolean(nil)])]
    static let typeSignatures = [signature(1, ["type_string": nonEmptyString])]

    private static let positive = named("PositiveInteger", .integer(lower: 0, upper: nil))
    private static let qualifier = named(
        "SemVerQualifier", .pattern([#"\A(?<part>[0-9A-Za-z-]+)(?:\.\g<part>)*\Z"#]))
    private static let versionPattern =
        #"\A(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?"#
        + #"(?:\+([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?\Z"#
    static let semVerSignatures = [
        signature(1, ["str": named("SemVerPattern", .pattern([versionPattern]))]),
        signature(
            3, ["major": positive, "minor": positive, "patch": positive, "prerelease": qualifier, "build": qualifier]),
        signature(
            1,
            [
                "hash_args": named(
                    "SemVerHash",
                    structure(
                        [
                            "major": positive, "minor": positive, "patch": positive, "prerelease": qualifier,
                            "build": qualifier,
                        ], optional: ["prerelease", "build"]))
            ]),
    ]
    private static let versionBound = PuppetType.variant([.default, .semVer([])])
    static let semVerRangeSignatures = [
        signature(1, ["str": named("SemVerRangeString", nonEmptyString)]),
        signature(2, ["min": versionBound, "max": versionBound, "exclude_max": .boolean(nil)]),
        signature(
            1,
            [
                "hash_args": named(
                    "SemVerRangeHash",
                    structure(
                        ["min": versionBound, "max": versionBound, "exclude_max": .boolean(nil)],
                        optional: ["max", "exclude_max"]))
            ]),
    ]

    private static let seconds = PuppetType.variant([.anyInteger, .anyFloat])
    private static let twoCharacters = PuppetType.string(.size(Size(2, nil)))
    private static let timeFormats = named(
        "Formats", .variant([twoCharacters, .array(twoCharacters, size: Size(1, nil))]))
    static let timestampSignatures = [
        signature(0, [:]),
        signature(1, ["seconds": seconds]),
        signature(1, ["string": nonEmptyString, "format": timeFormats, "timezone": nonEmptyString]),
        signature(
            1,
            [
                "hash_arg": structure(
                    ["string": nonEmptyString, "format": timeFormats, "timezone": nonEmptyString],
                    optional: ["format", "timezone"])
            ]),
    ]
    static let spanFields = ["days", "hours", "minutes", "seconds", "milliseconds", "microseconds", "nanoseconds"]
    static let timespanSignatures = [
        signature(1, ["seconds": seconds]),
        signature(1, ["string": nonEmptyString, "format": timeFormats]),
        CallableSignature(
            parameters: spanFields.map { _ in .anyInteger }, minimum: 4, maximum: 7, names: spanFields),
        signature(
            1,
            ["hash_arg": structure(["string": nonEmptyString, "format": timeFormats], optional: ["format"])]),
        signature(
            1,
            [
                "hash_arg": .structure(
                    [StructElement(name: "negative", isOptional: true, type: .boolean(nil))]
                        + spanFields.map { StructElement(name: $0, isOptional: true, type: .anyInteger) })
            ]),
    ]
    static let uriSignatures = [
        signature(1, ["uri": nonEmptyString]),
        signature(
            1,
            [
                "hash": .structure(
                    ["scheme", "userinfo", "host", "port", "path", "query", "fragment", "opaque"].map {
                        StructElement(
                            name: $0, isOptional: true,
                            type: $0 == "port" ? .integer(lower: 0, upper: nil) : nonEmptyString)
                    })
            ]),
    ]
}
