import OrderedCollections

extension TypeInference {
    /// The narrowest type that Puppet finds for what both types hold.
    package static func common(_ left: PuppetType, _ right: PuppetType) -> PuppetType {
        if left == .undef || left == .unit { return right }
        if right == .undef || right == .unit { return left }
        if left.isAssignable(from: right) { return left }
        if right.isAssignable(from: left) { return right }
        return commonOfKind(left, right) ?? commonByFamily(left, right)
    }

    /// Of two types of the same kind.
    private static func commonOfKind(_ left: PuppetType, _ right: PuppetType) -> PuppetType? {
        switch (left, right) {
        case (.array(let left, _), .array(let right, _)): .array(common(left, right), size: nil)
        case (.hash(let leftKey, let leftValue, _), .hash(let rightKey, let rightValue, _)):
            .hash(key: common(leftKey, rightKey), value: common(leftValue, rightValue), size: nil)
        case (.classType, .classType): .classType(name: nil)
        case (.resource(let left, _), .resource(let right, _)):
            .resource(typeName: left == right ? left : nil, title: nil)
        case (.integer(let lower, let upper), .integer(let otherLower, let otherUpper)):
            .integer(lower: both(lower, otherLower, min), upper: both(upper, otherUpper, max))
        case (.float(let lower, let upper), .float(let otherLower, let otherUpper)):
            .float(lower: both(lower, otherLower, min), upper: both(upper, otherUpper, max))
        case (.string(let left), .string(let right)): commonString(left, right)
        case (.string(let left), .enumeration(let values, _)): enumeration(values, adding: left)
        case (.enumeration(let values, _), .string(let right)): enumeration(values, adding: right)
        case (.enumeration(let left, _), .enumeration(let right, _)):
            .enumeration(OrderedSet(left + right).sorted(by: rubyOrder), caseInsensitive: false)
        case (.pattern(let left), .pattern(let right)): .pattern(Array(OrderedSet(left + right)))
        case (.variant(let left), .variant(let right)): variant(left + right)
        case (.regexp, .regexp): .regexp(nil)
        case (.callable, .callable): .callable(nil)
        default: nil
        }
    }

    private static func commonByFamily(_ left: PuppetType, _ right: PuppetType) -> PuppetType {
        for family in [PuppetType.numeric, .scalarData, .scalar, .data]
        where family.isAssignable(from: left) && family.isAssignable(from: right) {
            return family
        }
        if case .type(let left) = left, case .type(let right) = right {
            return .type(common(left ?? .undef, right ?? .undef))
        }
        let isRich = PuppetType.richData.isAssignable(from: left) && PuppetType.richData.isAssignable(from: right)
        return isRich ? .richData : .any
    }

    private static func both<Bound>(_ left: Bound?, _ right: Bound?, _ choose: (Bound, Bound) -> Bound) -> Bound? {
        guard let left, let right else { return nil }
        return choose(left, right)
    }

    private static func commonString(_ left: StringConstraint, _ right: StringConstraint) -> PuppetType {
        switch (left, right) {
        case (.size(let left), .size(let right)):
            .string(.size(Size(min(left.lower, right.lower), both(left.upper, right.upper, max))))
        case (.value(let left), .value(let right)):
            .enumeration(OrderedSet([left, right]).sorted(by: rubyOrder), caseInsensitive: false)
        default: .anyString
        }
    }

    private static func enumeration(_ values: [String], adding constraint: StringConstraint) -> PuppetType {
        guard case .value(let value) = constraint else { return .enumeration([], caseInsensitive: false) }
        return .enumeration(OrderedSet(values + [value]).sorted(by: rubyOrder), caseInsensitive: false)
    }

    /// By bytes, as Ruby sorts strings.
    static func rubyOrder(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }
}
