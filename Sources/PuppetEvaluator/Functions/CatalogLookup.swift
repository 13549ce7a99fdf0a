import Diagnostics
import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    static let catalogLookup: [BuiltinFunction] = [
        BuiltinFunction(
            "lookup", handlesSecrets: true,
            [
                Dispatch([
                    .required("name", nameType), .optional("value_type", valueType), .optional("merge", mergeType),
                ]) { call throws(Interruption) in
                    try lookup(LookupCall(names: call[0], type: call[1], merge: call[2]), call)
                },
                Dispatch([
                    .required("name", nameType), .required("value_type", .optional(valueType)),
                    .required("merge", .optional(mergeType)), .required("default_value", defaultValueType),
                ]) { call throws(Interruption) in
                    try lookup(LookupCall(names: call[0], type: call[1], merge: call[2], fallback: call[3]), call)
                },
                Dispatch(
                    [.required("name", nameType), .optional("value_type", valueType), .optional("merge", mergeType)],
                    block: .requiredType(blockType)
                ) { call throws(Interruption) in
                    try lookup(LookupCall(names: call[0], type: call[1], merge: call[2]), call)
                },
                Dispatch([.required("options_hash", options(named: true))], block: .optionalType(blockType)) {
                    call throws(Interruption) in
                    guard case .hash(let options) = call[0] else { return .undef }
                    return try lookup(LookupCall(names: options["name"] ?? .undef, options: options), call)
                },
                Dispatch(
                    [.required("name", names), .required("options_hash", options(named: false))],
                    block: .optionalType(blockType)
                ) { call throws(Interruption) in
                    guard case .hash(let options) = call[1] else { return .undef }
                    return try lookup(LookupCall(names: call[0], options: options), call)
                },
            ])
    ]

    private static let names = PuppetType.variant([.anyString, .array(.anyString, size: nil)])
    private static let nameType = alias("NameType", names)
    private static let valueType = alias("ValueType", .type(nil))
    private static let mergeType = alias(
        "MergeType",
        .variant([.string(.size(Size(1, nil))), .hash(key: .anyString, value: .scalar, size: nil)]))
    private static let defaultValueType = alias("DefaultValueType", .any)
    private static let blockType = alias("BlockType", .callable(CallableSignature([nameType])))

    private static func alias(_ name: String, _ type: PuppetType) -> PuppetType {
        .alias(TypeAlias(name: name, resolved: type))
    }

    private static func options(named: Bool) -> PuppetType {
        let values = PuppetType.optional(.hash(key: .anyString, value: .any, size: nil))
        let name = named ? [StructElement(name: "name", isOptional: false, type: nameType)] : []
        return alias(
            named ? "OptionsWithName" : "OptionsWithoutName",
            .structure(
                name + [
                    StructElement(name: "value_type", isOptional: true, type: .optional(valueType)),
                    StructElement(name: "default_value", isOptional: true, type: defaultValueType),
                    StructElement(name: "override", isOptional: true, type: values),
                    StructElement(name: "default_values_hash", isOptional: true, type: values),
                    StructElement(name: "merge", isOptional: true, type: .optional(mergeType)),
                ]))
    }

    /// The arguments of `lookup()`, whichever way they were given.
    private struct LookupCall {
        let names: Value
        var type: PuppetType?
        var merge: Value?
        var fallback: Value?
        var override: PuppetHash = [:]
        var defaults: PuppetHash = [:]

        init(names: Value, type: Value, merge: Value, fallback: Value? = nil) {
            self.names = names
            if case .type(let wanted) = type { self.type = wanted }
            self.merge = merge == .undef ? nil : merge
            self.fallback = fallback
        }

        init(names: Value, options: PuppetHash) {
            self.init(
                names: names, type: options["value_type"] ?? .undef, merge: options["merge"] ?? .undef,
                fallback: options["default_value"])
            if case .hash(let values)? = options["override"] { override = values }
            if case .hash(let values)? = options["default_values_hash"] { defaults = values }
        }
    }

    private static func lookup(_ wanted: LookupCall, _ call: FunctionCall) throws(Interruption) -> Value {
        let names: [String] = Evaluator.flattened([wanted.names]).compactMap(\.stringContent)
        for name in names {
            if let value = wanted.override[.string(name)] {
                return try checked("Value found for key '\(name)' in override hash", value, wanted.type)
            }
            let request = LookupRequest(keys: [name], merge: wanted.merge)
            if let answer = try call.evaluator.lookup(request, call.scope, from: call.place) {
                return try checked("Found value", answer.value, wanted.type, name: name, place: answer.place)
            }
        }
        for name in names {
            if let value = wanted.defaults[.string(name)] {
                return try checked("Value found for key '\(name)' in default values hash", value, wanted.type)
            }
        }
        if let block = call.block {
            return try checked("Value returned from default block", try block([wanted.names]), wanted.type)
        }
        if let fallback = wanted.fallback { return try checked("Default value", fallback, wanted.type) }
        let shown = Evaluator.flattened([wanted.names]).map { "'\(BuiltinFunctions.shown($0))'" }
        throw call.evaluator.raise(
            "lookup_failed",
            shown.count == 1
                ? "Function lookup() did not find a value for the name \(shown[0])"
                : "Function lookup() did not find a value for any of the names [\(shown.joined(separator: ", "))]",
            at: call.place, notes: names.flatMap(call.evaluator.suggestion(forDataKey:)))
    }

    private static func checked(
        _ subject: String, _ value: Value, _ type: PuppetType?, name: String = "", place: SourcePlace? = nil
    ) throws(Interruption) -> Value {
        guard let type, !type.accepts(value) else { return value }
        throw .failure(
            TypeMismatch.describe(subject: "\(subject) has wrong type,", expected: type, actual: value),
            notes: place.map { [Diagnostic.Note("the value of '\(name)' comes from \($0.description)")] } ?? [])
    }
}

extension PuppetHash {
    fileprivate subscript(_ name: String) -> Value? { self[.string(name)] }
}
