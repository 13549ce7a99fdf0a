import OrderedCollections

/// `Type.new(…)`: makes an instance of a type out of other values.
package enum TypeConversion {
    /// What `type.new(arguments)` gives; a value that is an instance already is itself.
    package static func new(_ type: PuppetType, arguments: [Value]) throws(TypeError) -> Value {
        guard arguments.contains(where: \.holdsSecretText) else { return try instance(of: type, arguments) }
        if case .sensitive = type { return try instance(of: type, arguments) }
        do {
            return try instance(of: type, arguments).taintingStrings()
        } catch {
            // The message may quote the secret.
            throw TypeError("A Sensitive value cannot be converted to \(type)")
        }
    }

    private static func instance(of type: PuppetType, _ arguments: [Value]) throws(TypeError) -> Value {
        if arguments.count == 1, type.accepts(arguments[0]) {
            guard case .initType = type else { return arguments[0] }
        }
        let result = try convert(type, arguments, depth: 0)
        guard type.accepts(result) else {
            throw TypeError(
                TypeMismatch.describe(
                    subject: "Converted value from \(type).new() has wrong type,", expected: type, actual: result))
        }
        return result
    }

    private static func convert(_ type: PuppetType, _ arguments: [Value], depth: Int) throws(TypeError) -> Value {
        if depth > 50 { throw unsupported(type) }
        switch type {
        case .integer: return try integer(arguments)
        case .float: return try float(arguments)
        case .numeric: return try numeric(arguments)
        case .boolean: return try boolean(arguments)
        case .string: return try string(arguments)
        case .array, .tuple: return try array(arguments)
        case .hash, .structure: return try hash(arguments)
        case .binary: return try binary(arguments)
        case .sensitive: return try sensitive(arguments)
        case .regexp: return try regexp(arguments)
        case .semVer: return try semVer(arguments)
        case .semVerRange: return try semVerRange(arguments)
        case .timestamp: return try timestamp(arguments)
        case .timespan: return try timespan(arguments)
        case .uri: return try uri(arguments)
        case .type: return try typeValue(arguments)
        case .deferred: return try deferred(arguments)
        case .error: return try error(arguments)
        case .object(let object): return try objectValue(object, arguments)
        case .optional(let inner?), .notUndef(let inner?): return try convert(inner, arguments, depth: depth + 1)
        case .notUndef(nil), .unit:
            guard arguments.count == 1 else { throw unsupported(type) }
            return arguments[0]
        case .alias(let alias):
            guard let resolved = alias.resolved else { throw unsupported(type) }
            return try convert(resolved, arguments, depth: depth + 1)
        case .data, .richData, .richDataKey: throw unsupported(type.aliased ?? type)
        case .initType(let inner?, let extra): return try initialize(inner, extra, arguments)
        default: throw unsupported(type)
        }
    }

    private static func unsupported(_ type: PuppetType) -> TypeError {
        TypeError("Creation of new instance of type '\(type)' is not supported")
    }

    private static func initialize(
        _ type: PuppetType, _ extra: [Value], _ arguments: [Value]
    ) throws(TypeError) -> Value {
        guard arguments.count == 1 else {
            throw TypeError("'new_Init' expects 1 argument, got \(arguments.isEmpty ? "none" : "\(arguments.count)")")
        }
        let isPossible = extra.isEmpty || signatures(of: type).contains { $0.accepts(extra, after: 1) }
        guard isPossible else {
            throw TypeError(
                "The type '\(PuppetType.initType(type, arguments: extra))' does not represent a valid set of parameters "
                    + "for \(type.simpleName).new()")
        }
        if case .array(let elements) = arguments[0], extra.isEmpty {
            let takesArray = signatures(of: type).contains {
                $0.minimum <= 1 && ($0.parameters.first?.accepts(arguments[0]) ?? false)
            }
            return try new(type, arguments: takesArray || type.accepts(arguments[0]) ? arguments : elements)
        }
        return try new(type, arguments: arguments + extra)
    }

    /// The first signature that takes the arguments; otherwise the words of `mismatch`, or Puppet's for all of them.
    static func dispatch(
        _ function: String, _ signatures: [CallableSignature], _ arguments: [Value],
        mismatch: ([Value]) throws(TypeError) -> String? = { _ throws(TypeError) in nil }
    ) throws(TypeError) -> Int {
        if let index = signatures.firstIndex(where: { $0.accepts(arguments) }) { return index }
        if let message = try mismatch(arguments) { throw TypeError("'\(function)' \(message)") }
        throw TypeError(
            TypeMismatch.describeCall(function: function, signatures: signatures, arguments: arguments, block: nil))
    }

    /// `Value of type … cannot be converted to …`.
    static func inconvertible(_ value: Value, to name: String) -> String {
        if let text = value.stringContent { return "The string '\(text)' cannot be converted to \(name)" }
        let type = TypeInference.generalize(TypeInference.inferReduced(value))
        return "Value of type \(type) cannot be converted to \(name)"
    }
}
