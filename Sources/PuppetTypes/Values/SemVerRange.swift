/// A range of versions, `SemVerRange('>=1.0.0 <2.0.0')`.
package struct SemVerRange: Hashable, Sendable {
    /// As it was written.
    package let source: String
    /// A version is in the range when it satisfies every bound of one alternative.
    package let alternatives: [[Bound]]

    package struct Bound: Hashable, Sendable {
        package let comparison: Comparison
        package let version: SemVer

        package init(_ comparison: Comparison, _ version: SemVer) {
            self.comparison = comparison
            self.version = version
        }
    }

    package enum Comparison: String, Hashable, Sendable {
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="
        case equal = "="
    }

    package init(source: String, alternatives: [[Bound]]) {
        self.source = source
        self.alternatives = alternatives
    }

    package static func == (left: SemVerRange, right: SemVerRange) -> Bool { left.alternatives == right.alternatives }

    package func hash(into hasher: inout Hasher) { hasher.combine(alternatives) }

    static func exactly(_ version: SemVer) -> SemVerRange {
        SemVerRange(source: "\(version) - \(version)", alternatives: [[Bound(.equal, version)]])
    }

    /// A prerelease is in the range only where a bound names a prerelease of the same version.
    package func contains(_ version: SemVer) -> Bool {
        alternatives.contains { bounds in
            bounds.allSatisfy { $0.admits(version) }
                && (version.prerelease.isEmpty || bounds.isEmpty || bounds.contains { $0.namesPrerelease(of: version) })
        }
    }

    /// Whether every alternative of `other` lies within one of this range.
    func covers(_ other: SemVerRange) -> Bool {
        other.alternatives.allSatisfy { given in
            alternatives.contains { bounds in
                bounds.allSatisfy { bound in given.contains { bound.isImplied(by: $0) } }
            }
        }
    }

    /// Whether a version lies in both. One does if the least that a bound of either admits does.
    func overlaps(_ other: SemVerRange) -> Bool {
        let versions = (alternatives + other.alternatives).joined().map(\.version)
        let next = versions.map { SemVer(major: $0.major, minor: $0.minor, patch: $0.patch &+ 1) }
        return ([SemVer(major: 0, minor: 0, patch: 0)] + versions + next).contains { version in
            [self, other].allSatisfy { range in
                range.alternatives.contains { bounds in bounds.allSatisfy { $0.admits(version) } }
            }
        }
    }
}

extension SemVerRange: CustomStringConvertible {
    package var description: String { source }
}

extension SemVerRange.Bound {
    func admits(_ given: SemVer) -> Bool {
        let order = SemVer.compare(given, version)
        return switch comparison {
        case .less: order < 0
        case .lessOrEqual: order <= 0
        case .greater: order > 0
        case .greaterOrEqual: order >= 0
        case .equal: given == version
        }
    }

    func namesPrerelease(of given: SemVer) -> Bool {
        !version.prerelease.isEmpty && version.major == given.major && version.minor == given.minor
            && version.patch == given.patch
    }

    /// Whether every version that satisfies `other` satisfies this bound.
    func isImplied(by other: SemVerRange.Bound) -> Bool {
        let order = SemVer.compare(other.version, version)
        return switch (comparison, other.comparison) {
        case (_, .equal): admits(other.version)
        case (.less, .less), (.lessOrEqual, .less), (.lessOrEqual, .lessOrEqual): order <= 0
        case (.less, .lessOrEqual): order < 0
        case (.greater, .greater), (.greaterOrEqual, .greater), (.greaterOrEqual, .greaterOrEqual): order >= 0
        case (.greater, .greaterOrEqual): order > 0
        default: false
        }
    }
}

extension SemVerRange {
    /// Reads node-semver's syntax: comparators, `x` parts, `~`, `^`, `a - b`, and `||` between alternatives.
    package static func parse(_ text: String) throws(TypeError) -> SemVerRange {
        let unparsable = TypeError("Unparsable version range: \"\(text)\"")
        var alternatives: [[Bound]] = []
        for part in text.split(separator: "||", omittingEmptySubsequences: true) {
            guard let bounds = alternative(part) else { throw unparsable }
            if !alternatives.contains(bounds) { alternatives.append(bounds) }
        }
        if alternatives.isEmpty { return SemVerRange(source: "*", alternatives: [[]]) }
        return SemVerRange(source: normalized(text), alternatives: alternatives)
    }

    /// The text as Puppet keeps it, without blanks or a `v` after an operator.
    private static func normalized(_ text: String) -> String {
        var result = ""
        var afterOperator = false
        for character in text {
            if afterOperator, character.isWhitespace || character == "v" { continue }
            afterOperator = "><=~^".contains(character)
            result.append(character)
        }
        return result
    }

    private static func alternative(_ text: Substring) -> [Bound]? {
        let words = normalized(String(text)).split(whereSeparator: \.isWhitespace)
        if words.count == 3, words[1] == "-" {
            guard let lower = SemVerScanner.partial(words[0]), let upper = SemVerScanner.partial(words[2]) else {
                return nil
            }
            return [Bound(.greaterOrEqual, lower.version), Bound(.lessOrEqual, upper.version)]
        }
        if words.isEmpty { return nil }
        var bounds: [Bound] = []
        for word in words {
            guard let simple = simple(word) else { return nil }
            bounds += simple
        }
        return bounds
    }

    private static func simple(_ word: Substring) -> [Bound]? {
        let symbols = ["~>", "~=", ">=", "<=", "~", "^", ">", "<", "="]
        let symbol = symbols.first { word.hasPrefix($0) } ?? ""
        guard let operand = SemVerScanner.partial(word.dropFirst(symbol.count)) else { return nil }
        switch symbol {
        case "~", "~>", "~=": return patchUpdates(operand, exact: false)
        case "^": return operand.major == 0 ? patchUpdates(operand, exact: false) : minorUpdates(operand)
        case ">=": return [Bound(.greaterOrEqual, operand.version)]
        case "<": return [Bound(.less, operand.version)]
        case ">": return greater(operand)
        case "<=": return lessOrEqual(operand)
        default: return patchUpdates(operand, exact: true)
        }
    }

    private static func version(_ major: Int, _ minor: Int = 0) -> SemVer {
        SemVer(major: major, minor: minor, patch: 0)
    }

    private static func patchUpdates(_ operand: SemVerScanner.Partial, exact: Bool) -> [Bound] {
        guard let major = operand.major else { return [] }
        guard let minor = operand.minor else {
            return [Bound(.greaterOrEqual, version(major)), Bound(.less, version(major &+ 1))]
        }
        if operand.patch != nil, exact { return [Bound(.equal, operand.version)] }
        return [Bound(.greaterOrEqual, operand.version), Bound(.less, version(major, minor &+ 1))]
    }

    private static func minorUpdates(_ operand: SemVerScanner.Partial) -> [Bound] {
        guard let major = operand.major else { return [] }
        return [Bound(.greaterOrEqual, operand.version), Bound(.less, version(major &+ 1))]
    }

    private static func greater(_ operand: SemVerScanner.Partial) -> [Bound] {
        guard let major = operand.major else { return [Bound(.less, version(0))] }
        guard let minor = operand.minor else { return [Bound(.greaterOrEqual, version(major &+ 1))] }
        if operand.patch == nil { return [Bound(.greaterOrEqual, version(major, minor &+ 1))] }
        return [Bound(.greater, operand.version)]
    }

    private static func lessOrEqual(_ operand: SemVerScanner.Partial) -> [Bound] {
        guard let major = operand.major else { return [] }
        guard let minor = operand.minor else { return [Bound(.less, version(major &+ 1))] }
        if operand.patch == nil { return [Bound(.less, version(major, minor &+ 1))] }
        return [Bound(.lessOrEqual, operand.version)]
    }
}
