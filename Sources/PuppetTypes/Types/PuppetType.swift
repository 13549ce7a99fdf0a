import OrderedCollections

/// A type of the Puppet type system, as a manifest can name it (`Array[Integer[1, 3]]`).
///
/// A type that contains another one carries `nil` where it was written bare (`Optional`, `Type`).
package indirect enum PuppetType: Hashable, Sendable {
    case any
    case data
    case richData
    case richDataKey
    case scalar
    case scalarData
    case numeric
    case undef
    case `default`
    case unit
    case catalogEntry
    case boolean(Bool?)
    case integer(lower: Int?, upper: Int?)
    case float(lower: Double?, upper: Double?)
    case string(StringConstraint)
    case enumeration([String], caseInsensitive: Bool)
    case pattern([String])
    case regexp(String?)
    case array(PuppetType, size: Size?)
    case hash(key: PuppetType, value: PuppetType, size: Size?)
    case tuple([PuppetType], size: Size?)
    case structure([StructElement])
    case collection(Size?)
    case optional(PuppetType?)
    case notUndef(PuppetType?)
    case variant([PuppetType])
    case type(PuppetType?)
    case sensitive(PuppetType?)
    case iterable(PuppetType?)
    case iterator(PuppetType?)
    case callable(CallableSignature?)
    /// `Resource[typeName, title]`, also written `TypeName[title]`. `typeName` is capitalised in every segment.
    case resource(typeName: String?, title: String?)
    /// `Class[name]`. `name` is in lower case.
    case classType(name: String?)
    case alias(TypeAlias)
    /// A type that is not loaded, `TypeReference['Name']`.
    case typeReference(String)
    case initType(PuppetType?, arguments: [Value])
    case semVer([SemVerRange])
    case semVerRange
    case timestamp(lower: Timestamp?, upper: Timestamp?)
    case timespan(lower: Timespan?, upper: Timespan?)
    case binary
    case uri(PuppetHash?)
    case runtime(name: String?, pattern: String?)
    case deferred
    /// `Error[kind, issue_code]`; what is not given admits every error.
    case error(PuppetHash?)
    case object(ObjectType)
    case typeSet(TypeSet)

    /// The unbounded types, as the bare names mean them.
    package static let anyInteger = PuppetType.integer(lower: nil, upper: nil)
    package static let anyFloat = PuppetType.float(lower: nil, upper: nil)
    package static let anyString = PuppetType.string(.unconstrained)
    package static let anyArray = PuppetType.array(.any, size: nil)
    package static let anyHash = PuppetType.hash(key: .any, value: .any, size: nil)
}

/// What a `String` type demands of its strings.
package enum StringConstraint: Hashable, Sendable {
    case unconstrained
    case size(Size)
    /// The type of one literal string; manifests cannot write it, inference finds it.
    case value(String)
}

/// The number of elements or characters that a type admits, bounds included.
package struct Size: Hashable, Sendable {
    package let lower: Int
    package let upper: Int?

    package init(_ lower: Int, _ upper: Int?) {
        self.lower = lower
        self.upper = upper
    }

    package func contains(_ count: Int) -> Bool {
        if count < lower { return false }
        guard let upper else { return true }
        return count <= upper
    }
}

/// One `key => type` of a `Struct`.
package struct StructElement: Hashable, Sendable {
    package let name: String
    /// Whether the key may be missing: `Optional['key']`, or a plain key whose type accepts `undef`.
    package let isOptional: Bool
    package let type: PuppetType

    package init(name: String, isOptional: Bool, type: PuppetType) {
        self.name = name
        self.isOptional = isOptional
        self.type = type
    }
}

/// `Callable[parameters, minimum, maximum, block]`.
package struct CallableSignature: Hashable, Sendable {
    /// The last one repeats when `maximum` is greater than their number.
    package let parameters: [PuppetType]
    package let minimum: Int
    /// `nil` without limit.
    package let maximum: Int?
    /// A `.callable` where a block is required, an `.optional` of one where it may be given.
    package let block: PuppetType?
    package let returnType: PuppetType?
    /// The names for error messages; empty when not known.
    package let names: [String]
    package let blockName: String

    package init(
        parameters: [PuppetType], minimum: Int, maximum: Int?, block: PuppetType? = nil,
        returnType: PuppetType? = nil, names: [String] = [], blockName: String = "block"
    ) {
        self.parameters = parameters
        self.minimum = minimum
        self.maximum = maximum
        self.block = block
        self.returnType = returnType
        self.names = names
        self.blockName = blockName
    }

    /// A signature that demands each of `parameters` once.
    package init(_ parameters: [PuppetType], block: PuppetType? = nil, returnType: PuppetType? = nil) {
        self.init(
            parameters: parameters, minimum: parameters.count, maximum: parameters.count, block: block,
            returnType: returnType)
    }
}
