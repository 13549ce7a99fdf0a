package import OrderedCollections

/// `Object[{ name => …, attributes => … }]`, a type of a manifest's own.
package struct ObjectType: Hashable, Sendable {
    package let name: String?
    package let parent: PuppetType?
    package let attributes: OrderedDictionary<String, ObjectAttribute>
    package let typeParameters: OrderedDictionary<String, PuppetType>
    package let functions: OrderedDictionary<String, PuppetType>
    /// The attributes that tell instances apart; `nil` for all of them.
    package let equality: [String]?

    package init(
        name: String?, parent: PuppetType?, attributes: OrderedDictionary<String, ObjectAttribute>,
        typeParameters: OrderedDictionary<String, PuppetType> = [:],
        functions: OrderedDictionary<String, PuppetType> = [:], equality: [String]? = nil
    ) {
        self.name = name
        self.parent = parent
        self.attributes = attributes
        self.typeParameters = typeParameters
        self.functions = functions
        self.equality = equality
    }

    /// The type under the name that it is defined with; a name that it has already stays.
    package func named(_ name: String) -> ObjectType {
        ObjectType(
            name: self.name ?? name, parent: parent, attributes: attributes, typeParameters: typeParameters,
            functions: functions, equality: equality)
    }

    /// The type itself and those that it inherits from, nearest first.
    package var lineage: [ObjectType] {
        var lineage = [self]
        var parent = parent
        while let next = parent, lineage.count < 50 {
            switch next {
            case .object(let object):
                lineage.append(object)
                parent = object.parent
            case .alias(let alias): parent = alias.resolved
            default: parent = nil
            }
        }
        return lineage
    }

    /// The attributes of the type, inherited ones first.
    package var allAttributes: OrderedDictionary<String, ObjectAttribute> {
        lineage.reversed().reduce(into: [:]) { attributes, type in attributes.merge(type.attributes) { $1 } }
    }
}

/// One attribute of an `ObjectType`.
package struct ObjectAttribute: Hashable, Sendable {
    /// Who gives an attribute its value.
    package enum Kind: String, Hashable, Sendable {
        case given, constant, derived, givenOrDerived = "given_or_derived", reference
    }

    package let type: PuppetType
    package let defaultValue: Value?
    package let kind: Kind
    package let isFinal: Bool
    package let isOverride: Bool

    package init(
        type: PuppetType, defaultValue: Value? = nil, kind: Kind = .given, isFinal: Bool = false,
        isOverride: Bool = false
    ) {
        self.type = type
        self.defaultValue = defaultValue
        self.kind = kind
        self.isFinal = isFinal
        self.isOverride = isOverride
    }

    /// Whether an instance is made with a value for it.
    var isGiven: Bool { kind != .constant && kind != .derived }
}
