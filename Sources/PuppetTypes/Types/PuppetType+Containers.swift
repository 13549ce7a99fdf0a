import OrderedCollections

// What `[…]` makes of the types of collections and of types that contain one.
extension PuppetType {
    static func array(_ keys: [Value]) throws(TypeError) -> PuppetType {
        switch keys.count {
        case 1:
            guard case .type(let element) = keys[0] else { throw .notTypes("Array-Type", keys[0]) }
            return array(of: element, nil)
        case 2, 3:
            if case .type(let element) = keys[0] {
                return array(of: element, try size(Array(keys.dropFirst())))
            }
            if keys.count == 3 { throw .notTypes("Array-Type", keys[0]) }
            return array(of: .any, try size(keys))
        default: throw .arity("Array-Type", minimum: 1, maximum: 3, actual: keys.count)
        }
    }

    private static func array(of element: PuppetType, _ size: Size?) -> PuppetType {
        size == Size(0, 0) ? .array(.unit, size: size) : .array(element, size: size)
    }

    static func hash(_ keys: [Value]) throws(TypeError) -> PuppetType {
        if keys.count == 2, case .integer = keys[0], case .integer = keys[1] {
            return hash(.any, .any, try size(keys))
        }
        for (index, key) in keys.prefix(2).enumerated() {
            guard case .type = key else { throw TypeError.notTypes("Hash-Type", key).blaming(index) }
        }
        guard (2...4).contains(keys.count), case .type(let key) = keys[0], case .type(let value) = keys[1] else {
            throw .arity("Hash-Type", minimum: 2, maximum: 4, actual: keys.count)
        }
        return hash(key, value, keys.count == 2 ? nil : try size(Array(keys.dropFirst(2))))
    }

    private static func hash(_ key: PuppetType, _ value: PuppetType, _ size: Size?) -> PuppetType {
        size == Size(0, 0)
            ? .hash(key: .unit, value: .unit, size: size) : .hash(key: key, value: value, size: size)
    }

    static func collectionSize(_ keys: [Value]) throws(TypeError) -> Size {
        guard (1...2).contains(keys.count) else {
            throw .arity("Collection-Type", minimum: 1, maximum: 2, actual: keys.count)
        }
        return try size(keys)
    }

    func tuple(_ keys: [Value]) throws(TypeError) -> PuppetType {
        let (rest, size) = try Self.trailingSize(keys)
        try check(rest, minimum: 1, maximum: nil)
        var types: [PuppetType] = []
        for key in rest {
            guard case .type(let type) = key else { throw .unusable(self, key, expected: "Any-Type") }
            types.append(type)
        }
        return .tuple(types, size: size)
    }

    /// Splits one or two integers or `default`s off the end.
    private static func trailingSize(_ keys: [Value]) throws(TypeError) -> (rest: [Value], size: Size?) {
        var count = 0
        for key in keys.suffix(2).reversed() {
            switch key {
            case .integer, .default: count += 1
            default: break
            }
            if count == 0 { break }
        }
        if keys.count >= 2, count == 1, keys[keys.count - 1].isRangeBound == false { count = 0 }
        if count == 0 { return (keys, nil) }
        return (Array(keys.dropLast(count)), try size(Array(keys.suffix(count))))
    }

    func structure(_ keys: [Value]) throws(TypeError) -> PuppetType {
        try check(keys, minimum: 1, maximum: 1)
        guard case .hash(let entries) = keys[0] else { throw .unusable(self, keys[0], expected: "Hash") }
        var elements: [StructElement] = []
        for (key, value) in entries {
            elements.append(try Self.element(key, Self.type(of: value)))
        }
        return .structure(elements)
    }

    /// The type itself, or that of a value given in its place.
    private static func type(of value: Value) -> PuppetType {
        switch value {
        case .type(let type): type
        case .string(let name), .secret(let name): .runtime(name: "ruby", pattern: name)
        default: TypeInference.generalize(TypeInference.inferReduced(value))
        }
    }

    private static func element(_ key: Value, _ type: PuppetType) throws(TypeError) -> StructElement {
        if let name = key.stringContent {
            if name.isEmpty { throw TypeError("Struct element key cannot be an empty String") }
            return StructElement(name: name, isOptional: type.isAssignable(from: .undef), type: type)
        }
        guard case .type(let keyType) = key else { throw .illegalMember(key.rubyClass) }
        let inner: PuppetType?
        var isOptional = false
        switch keyType {
        case .notUndef(let contained): inner = contained
        case .optional(let contained):
            inner = contained
            isOptional = true
        case .string: inner = keyType
        case .enumeration(let values, _): inner = values.count == 1 ? .string(.value(values[0])) : nil
        default: throw .illegalMember("Puppet::Pops::Types::P\(keyType.simpleName)Type")
        }
        guard case .string(.value(let name)) = inner else {
            throw TypeError(
                "Unable to extract a non-empty literal string from Struct member key type \(inner ?? keyType)")
        }
        return StructElement(name: name, isOptional: isOptional, type: type)
    }

    static func callable(_ keys: [Value]) throws(TypeError) -> PuppetType {
        var keys = keys
        var returnType: PuppetType?
        if case .array(let parameters) = keys.first {
            guard keys.count == 2 else {
                throw .arity("A Callable-Type", minimum: 2, maximum: 2, actual: keys.count)
            }
            guard case .type(let type) = keys[1] else {
                throw .unusable(.callable(nil), keys[1], expected: "Any-Type")
            }
            returnType = type
            keys = parameters
        }
        var block: PuppetType?
        if case .type(let last) = keys.last, last.isKindOfCallable {
            block = last
            keys.removeLast()
        }
        let (rest, size) = try trailingSize(keys)
        var types: [PuppetType] = []
        for key in rest {
            guard case .type(let type) = key else { throw .unusable(.callable(nil), key, expected: "Any-Type") }
            types.append(type)
        }
        if types.isEmpty, let size, size.upper != 0 { types.append(.unit) }
        return .callable(
            CallableSignature(
                parameters: types, minimum: size?.lower ?? types.count, maximum: size.map(\.upper) ?? types.count,
                block: block, returnType: returnType))
    }

    /// A `Callable`, or an `Optional` or `Variant` of such.
    var isKindOfCallable: Bool {
        switch self {
        case .callable: true
        case .optional(let inner): inner?.isKindOfCallable ?? false
        case .variant(let types): !types.isEmpty && types.allSatisfy(\.isKindOfCallable)
        default: false
        }
    }

    func containing(_ keys: [Value]) throws(TypeError) -> PuppetType {
        let name = "\(simpleName)-Type"
        guard keys.count == 1 else {
            if case .notUndef = self {
                if keys.isEmpty { return .notUndef(nil) }
                throw .arity(name, minimum: 0, maximum: 1, actual: keys.count)
            }
            throw .arity(name, minimum: 1, maximum: nil, actual: keys.count, exact: true)
        }
        switch (self, keys[0]) {
        case (.optional, .type(let type)): return .optional(type)
        case (.optional, .string(let text)), (.optional, .secret(let text)): return .optional(.string(.value(text)))
        case (.notUndef, .type(let type)): return .notUndef(type == .any ? nil : type)
        case (.notUndef, .string(let text)), (.notUndef, .secret(let text)): return .notUndef(.string(.value(text)))
        case (.notUndef, let key):
            throw TypeError("NotUndef-Type[] argument must be a Type or a String. Got \(key.rubyClass)")
        case (.type, .type(let type)): return .type(type)
        case (.sensitive, .type(let type)): return .sensitive(TypeInference.generalize(type))
        case (.iterable, .type(let type)): return .iterable(type)
        case (.iterator, .type(let type)): return .iterator(type)
        default: throw .notTypes(name, keys[0])
        }
    }

    static func initType(_ keys: [Value]) throws(TypeError) -> PuppetType {
        guard case .type(let type) = keys.first else {
            throw TypeError("Init-Type[] arguments must be types. Got \(keys.first?.rubyClass ?? "NilClass")")
        }
        return .initType(type, arguments: Array(keys.dropFirst()))
    }

    func runtime(_ keys: [Value]) throws(TypeError) -> PuppetType {
        try check(keys, minimum: 2, maximum: 2)
        guard let name = keys[0].stringContent, let pattern = keys[1].stringContent else {
            throw .unusable(self, keys[0], expected: "String or String")
        }
        return .runtime(name: name, pattern: pattern)
    }

    static func typeReference(_ keys: [Value]) throws(TypeError) -> PuppetType {
        guard keys.count == 1, let name = keys[0].stringContent else {
            throw TypeError("TypeReference-Type[] argument must be a String")
        }
        return .typeReference(name)
    }
}

extension Value {
    var isRangeBound: Bool {
        switch self {
        case .integer, .default: true
        default: false
        }
    }
}
