package import OrderedCollections

/// The entries of a Puppet hash, in order.
package typealias PuppetHash = OrderedDictionary<Value, Value>

/// A value of the Puppet language.
///
/// A string that was decrypted, or was made from a `Sensitive`, is `.secret`: a `String` to the type
/// system and to every function, but masked wherever people can see it. Functions that build strings
/// out of secrets give secrets (see `Value.holdsSecret`).
///
/// Only the seldom and large payloads are boxed: scalars, arrays and hashes are what a compile is made of.
package enum Value: Sendable {
    case undef
    case `default`
    case boolean(Bool)
    case integer(Int)
    case float(Double)
    case string(String)
    case secret(String)
    case array([Value])
    case hash(PuppetHash)
    indirect case sensitive(Value)
    case regexp(String)
    case type(PuppetType)
    case binary([UInt8])
    indirect case semVer(SemVer)
    indirect case semVerRange(SemVerRange)
    indirect case timestamp(Timestamp)
    indirect case timespan(Timespan)
    case uri(String)
    indirect case deferred(DeferredCall)
    indirect case object(ObjectValue)
}

/// A call that the agent makes, `Deferred('name', [arguments])`.
package struct DeferredCall: Hashable, Sendable {
    package let name: String
    package let arguments: [Value]

    package init(name: String, arguments: [Value]) {
        self.name = name
        self.arguments = arguments
    }
}

/// An instance of a named object type: `Error`, and types that manifests define with `Object[…]`.
package struct ObjectValue: Hashable, Sendable {
    package let typeName: String
    /// What differs from the defaults of the type.
    package let attributes: OrderedDictionary<String, Value>
    /// The type that a manifest defines; nil for `Error`, and for what came from elsewhere.
    package let type: ObjectType?
    /// What it is known by in the compile that made it, where that compile answers for its methods.
    package let handle: Int?

    package init(
        typeName: String, attributes: OrderedDictionary<String, Value>, type: ObjectType? = nil, handle: Int? = nil
    ) {
        self.typeName = typeName
        self.attributes = attributes
        self.type = type
        self.handle = handle
    }

    /// The value of an attribute, or its default.
    package subscript(name: String) -> Value? { attributes[name] ?? type?.allAttributes[name]?.defaultValue }

    /// The object with other values in its attributes.
    package func mapValues(_ transform: (Value) -> Value) -> ObjectValue {
        ObjectValue(typeName: typeName, attributes: attributes.mapValues(transform), type: type, handle: handle)
    }
}
