import OrderedCollections
import Regexp

// Assignability of the types of single values.
extension PuppetType {
    var isScalarData: Bool {
        switch self {
        case .scalarData, .boolean, .integer, .float, .numeric, .string, .enumeration, .pattern: true
        default: false
        }
    }

    var isScalar: Bool {
        switch self {
        case .scalar, .regexp, .semVer, .semVerRange, .timestamp, .timespan: true
        default: isScalarData
        }
    }

    func admitsNumber(_ other: PuppetType) -> Bool {
        switch (self, other) {
        case (.numeric, .numeric), (.numeric, .integer), (.numeric, .float): true
        case (.boolean(let value), .boolean(let given)): value == nil || value == given
        case (.integer(let lower, let upper), .integer(let otherLower, let otherUpper)):
            Self.covers(lower, upper, otherLower, otherUpper)
        case (.float(let lower, let upper), .float(let otherLower, let otherUpper)):
            Self.covers(lower, upper, otherLower, otherUpper)
        default: false
        }
    }

    /// Whether the range from `lower` to `upper` contains the other one; `nil` is without limit.
    static func covers<Bound: Comparable>(
        _ lower: Bound?, _ upper: Bound?, _ otherLower: Bound?, _ otherUpper: Bound?
    ) -> Bool {
        if let lower {
            guard let otherLower, lower <= otherLower else { return false }
        }
        if let upper {
            guard let otherUpper, otherUpper <= upper else { return false }
        }
        return true
    }

    func admitsText(_ other: PuppetType) -> Bool {
        switch self {
        case .string(let constraint): Self.admits(constraint, other)
        case .enumeration(let values, let caseInsensitive): Self.admits(values, caseInsensitive, other)
        case .pattern(let patterns): self == other || Self.admits(patterns, other)
        case .regexp(let source): if case .regexp(let given) = other { source == nil || source == given } else { false }
        default: false
        }
    }

    private static func admits(_ constraint: StringConstraint, _ other: PuppetType) -> Bool {
        switch (constraint, other) {
        case (.unconstrained, .string), (.unconstrained, .enumeration), (.unconstrained, .pattern): return true
        case (.value(let value), .string(.value(let given))): return value == given
        case (.value(let value), .enumeration(let given, let caseInsensitive)):
            return given == [value] && !caseInsensitive
        case (.size(let size), .string(let given)): return size.covers(given.size)
        case (.size(let size), .enumeration(let values, _)):
            let counts = values.map(\.unicodeScalars.count)
            guard let least = counts.min(), let most = counts.max() else { return size.covers(Size(0, nil)) }
            return size.contains(least) && size.contains(most)
        case (.size(let size), .pattern): return size.covers(Size(0, nil))
        default: return false
        }
    }

    private static func admits(_ values: [String], _ caseInsensitive: Bool, _ other: PuppetType) -> Bool {
        switch other {
        case .string(.value(let given)):
            values.isEmpty || enumeration(values, caseInsensitive: caseInsensitive, contains: given)
        case .string, .pattern: values.isEmpty
        case .enumeration(let given, let givenCaseInsensitive):
            values.isEmpty
                || !given.isEmpty && (caseInsensitive || !givenCaseInsensitive)
                    && given.allSatisfy { enumeration(values, caseInsensitive: caseInsensitive, contains: $0) }
        default: false
        }
    }

    static func enumeration(_ values: [String], caseInsensitive: Bool, contains text: String) -> Bool {
        if values.contains(text) { return true }
        return caseInsensitive && values.contains { ValueComparison.equalsIgnoringCase($0, text) }
    }

    private static func admits(_ patterns: [String], _ other: PuppetType) -> Bool {
        if patterns.isEmpty {
            switch other {
            case .string, .enumeration, .pattern: return true
            default: return false
            }
        }
        switch other {
        case .string(.value(let given)): return matches(patterns, given)
        case .enumeration(let values, _): return !values.isEmpty && values.allSatisfy { matches(patterns, $0) }
        default: return false
        }
    }

    /// Whether one of the patterns is found in the text. A pattern that does not compile finds nothing.
    static func matches(_ patterns: [String], _ text: String) -> Bool {
        patterns.contains {
            // What names are held against most often.
            if $0 == #"^\w+$"#, !text.isEmpty, text.utf8.allSatisfy(isWordByte) { return true }
            return (try? PuppetRegexp.compile($0))?.matches(text) ?? false
        }
    }

    private static func isWordByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default: false
        }
    }

    func admitsScalarLike(_ other: PuppetType) -> Bool {
        switch (self, other) {
        case (.semVer(let ranges), .semVer(let given)):
            ranges.isEmpty
                || !given.isEmpty && given.allSatisfy { range in ranges.contains { $0.covers(range) } }
        case (.timestamp(let lower, let upper), .timestamp(let otherLower, let otherUpper)):
            Self.covers(lower, upper, otherLower, otherUpper)
        case (.timespan(let lower, let upper), .timespan(let otherLower, let otherUpper)):
            Self.covers(lower, upper, otherLower, otherUpper)
        case (.uri(let parameters), .uri(let given)): Self.uri(parameters, covers: given)
        case (.runtime(let name, let pattern), .runtime(let otherName, let otherPattern)):
            (name == nil || name == otherName) && (pattern == nil || pattern == otherPattern)
        default: false
        }
    }

    private static func uri(_ parameters: PuppetHash?, covers given: PuppetHash?) -> Bool {
        guard let parameters else { return true }
        return parameters.allSatisfy { name, expected in
            guard let actual = given?[name] else { return false }
            if case .type(let actualType) = actual, case .type(let expectedType) = expected {
                return expectedType.isAssignable(from: actualType)
            }
            return ValueComparison.matches(actual, pattern: expected)
        }
    }
}

extension Size {
    func covers(_ other: Size) -> Bool { PuppetType.covers(lower, upper, other.lower, other.upper) }
}

extension StringConstraint {
    /// The sizes of the strings that it admits.
    var size: Size {
        switch self {
        case .unconstrained: Size(0, nil)
        case .size(let size): size
        case .value(let text): Size(text.unicodeScalars.count, text.unicodeScalars.count)
        }
    }
}
