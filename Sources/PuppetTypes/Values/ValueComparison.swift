import OrderedCollections
import Regexp

/// The operators `==`, `<`, `in` and the matching of `case` and selectors.
package enum ValueComparison {
    /// `==`: strings without regard to case, `1 == 1.0`, collections element by element.
    package static func equals(_ left: Value, _ right: Value) -> Bool {
        switch (left, right) {
        case (.string(let left), .string(let right)), (.secret(let left), .secret(let right)),
            (.string(let left), .secret(let right)), (.secret(let left), .string(let right)):
            equalsIgnoringCase(left, right)
        case (.integer(let left), .float(let right)): Double(left) == right
        case (.float(let left), .integer(let right)): left == Double(right)
        case (.array(let left), .array(let right)):
            left.count == right.count && zip(left, right).allSatisfy { equals($0, $1) }
        case (.hash(let left), .hash(let right)):
            left.count == right.count
                && left.allSatisfy { entry in equals(right[entry.key] ?? .undef, entry.value) }
        case (.type(let left), .type(let right)): left == right || left.ordered == right.ordered
        case (.object(let left), .object(let right)): left == right || areEqual(left, right)
        default: left == right
        }
    }

    /// Whether objects of one type agree in what the type's `equality` names.
    private static func areEqual(_ left: ObjectValue, _ right: ObjectValue) -> Bool {
        guard let type = left.type, type == right.type, type.lineage.contains(where: { $0.equality != nil }) else {
            return false
        }
        return type.lineage.allSatisfy { ancestor in
            (ancestor.equality ?? Array(ancestor.attributes.keys)).allSatisfy { name in
                equals(left[name] ?? .undef, right[name] ?? .undef)
            }
        }
    }

    /// Equality without regard to the case of ASCII letters.
    static func equalsIgnoringCase(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count && compareIgnoringCase(left, right) == 0
    }

    /// Compares byte by byte, ASCII letters in lower case, as Ruby's `casecmp` does.
    static func compareIgnoringCase(_ left: String, _ right: String) -> Int {
        var rightBytes = right.utf8.makeIterator()
        for byte in left.utf8 {
            guard let other = rightBytes.next() else { return 1 }
            let (mine, yours) = (lowercased(byte), lowercased(other))
            if mine != yours { return mine < yours ? -1 : 1 }
        }
        return rightBytes.next() == nil ? 0 : -1
    }

    private static func lowercased(_ byte: UInt8) -> UInt8 { (65...90).contains(byte) ? byte + 32 : byte }

    /// `<` and its kin: negative, zero or positive.
    package static func compare(_ left: Value, _ right: Value) throws(TypeError) -> Int {
        switch left {
        case .string(let mine), .secret(let mine):
            guard let yours = right.stringContent else {
                throw TypeError("A String is not comparable to a non String")
            }
            return compareIgnoringCase(mine, yours)
        case .integer, .float:
            if let order = compareNumbers(left, right) { return order }
            throw TypeError("A Numeric is not comparable to non Numeric")
        case .timespan(let span):
            if let order = compareTime(span.nanoseconds, right, isTimestamp: false) { return order }
            throw TypeError("Timespans are only comparable to Timespans, Integers, and Floats")
        case .timestamp(let time):
            if case .timestamp(let other) = right { return time == other ? 0 : time < other ? -1 : 1 }
            if let order = compareSeconds(time.seconds, time.nanoseconds, right) { return order }
            throw TypeError("Timestamps are only comparable to Timestamps, Integers, and Floats")
        case .semVer(let mine):
            guard case .semVer(let yours) = right else { throw TypeError("Versions not comparable to non Versions") }
            return SemVer.compare(mine, yours)
        case .default:
            guard case .default = right else { throw TypeError("Symbol not comparable to non Symbol") }
            return 0
        default:
            throw TypeError("Only Strings, Numbers, Timespans, Timestamps, and Versions are comparable")
        }
    }

    private static func compareNumbers(_ left: Value, _ right: Value) -> Int? {
        switch (left, right) {
        case (.integer(let left), .integer(let right)): order(left, right)
        case (.integer(let left), .float(let right)): order(Double(left), right)
        case (.float(let left), .integer(let right)): order(left, Double(right))
        case (.float(let left), .float(let right)): order(left, right)
        case (_, .timespan(let span)): compareTime(span.nanoseconds, left, isTimestamp: false).map { -$0 }
        case (_, .timestamp(let time)): compareSeconds(time.seconds, time.nanoseconds, left).map { -$0 }
        default: nil
        }
    }

    private static func order<Operand: Comparable>(_ left: Operand, _ right: Operand) -> Int {
        left == right ? 0 : left < right ? -1 : 1
    }

    private static func compareTime(_ nanoseconds: Int, _ right: Value, isTimestamp: Bool) -> Int? {
        if case .timespan(let other) = right { return order(nanoseconds, other.nanoseconds) }
        let (seconds, rest) = Timespan.floorDivide(nanoseconds, Timespan.second)
        return compareSeconds(seconds, rest, right)
    }

    /// A time compares to an integer by its whole seconds.
    private static func compareSeconds(_ seconds: Int, _ nanoseconds: Int, _ right: Value) -> Int? {
        switch right {
        case .integer(let value): order(seconds, value)
        case .float(let value): order(Double(seconds) + Double(nanoseconds) / 1e9, value)
        default: nil
        }
    }

    /// `element in container`.
    package static func contains(_ element: Value, in container: Value) throws(TypeError) -> Bool {
        switch container {
        case .string(let text), .secret(let text):
            switch element {
            case .string(let part), .secret(let part):
                return Array(text.lowercased().utf8).contains(Array(part.lowercased().utf8))
            case .regexp(let source): return try PuppetRegexp.checked(source).matches(text)
            default: return false
            }
        case .array(let elements): return try contains(element, among: elements)
        case .hash(let entries): return try contains(element, among: Array(entries.keys))
        case .binary(let bytes):
            switch element {
            case .binary(let part): return bytes.contains(part)
            case .string(let part), .secret(let part): return bytes.contains(Array(part.utf8))
            case .integer(let byte): return bytes.contains { Int($0) == byte }
            default: return false
            }
        case .semVerRange(let range):
            switch element {
            case .semVer(let version): return range.contains(version)
            case .string(let text), .secret(let text): return (try? SemVer.parse(text)).map(range.contains) ?? false
            default: return false
            }
        default: return false
        }
    }

    private static func contains(_ element: Value, among elements: [Value]) throws(TypeError) -> Bool {
        switch element {
        case .regexp(let source):
            let regexp = try PuppetRegexp.checked(source)
            return elements.contains { $0.stringContent.map(regexp.matches) ?? false }
        case .string, .secret, .semVer: return elements.contains { matches($0, pattern: element) }
        case .type(let type): return elements.contains { type.accepts($0) }
        default: return elements.contains { equals($0, element) }
        }
    }

    /// Whether the value matches an option of `case` or of a selector: a type holds it, a regular expression is found
    /// in it, an array or hash matches element by element, anything else equals it.
    package static func matches(_ value: Value, pattern: Value) -> Bool {
        switch pattern {
        case .regexp(let source):
            guard let text = value.stringContent else { return false }
            return PuppetType.matches([source], text)
        case .semVer(let version):
            switch value {
            case .semVer(let other): return version == other
            case .string(let text), .secret(let text): return (try? SemVer.parse(text)) == version
            default: return false
            }
        case .semVerRange(let range):
            switch value {
            case .semVer(let version): return range.contains(version)
            case .string(let text), .secret(let text): return (try? SemVer.parse(text)).map(range.contains) ?? false
            default: return false
            }
        case .type(let type): return type.accepts(value)
        case .array(let patterns):
            guard case .array(let elements) = value, elements.count == patterns.count else { return false }
            return zip(elements, patterns).allSatisfy { matches($0, pattern: $1) }
        case .hash(let patterns):
            guard case .hash(let entries) = value else { return false }
            return patterns.allSatisfy { matches(entries[$0.key] ?? .undef, pattern: $0.value) }
        case .default: return true
        default: return equals(value, pattern)
        }
    }
}

extension [UInt8] {
    fileprivate func contains(_ part: [UInt8]) -> Bool {
        if part.isEmpty { return true }
        guard count >= part.count else { return false }
        return (0...(count - part.count)).contains { self[$0...].starts(with: part) }
    }
}
