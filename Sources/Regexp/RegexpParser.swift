/// Reads Ruby's regular expressions.
struct RegexpParser {
    struct Flags {
        var ignoresCase = false
        var dotMatchesNewline = false
        var isExtended = false
        /// Whether `\w`, `\d` and `\s` know more than ASCII, `(?u)`.
        var isUnicode = false
    }

    private let source: String
    let scalars: [Unicode.Scalar]
    var position = 0
    var flags = Flags()
    var groupCount = 0
    var names: [(name: String, index: Int)] = []
    /// The groups that are complete, for calls of them.
    var groups: [Int: RegexpNode] = [:]
    var groupSizes: [Int: Int] = [:]
    /// The number of atoms, with those of the groups that are called.
    var size = 0
    let hasNames: Bool
    /// The number of groups in the whole expression, so that a call of a later one is known.
    let totalGroupCount: Int
    private var depth = 0

    private static let depthLimit = 100
    private static let sizeLimit = 20_000

    init(_ source: String) {
        self.source = source
        scalars = Array(source.unicodeScalars)
        hasNames = Self.hasNamedGroup(scalars)
        totalGroupCount = Self.countGroups(scalars, named: hasNames)
    }

    mutating func parse() throws(RegexpError) -> RegexpNode {
        let node = try alternation()
        if position < scalars.count { throw error("unmatched close parenthesis") }
        return node
    }

    func error(_ text: String) -> RegexpError { RegexpError("\(text): /\(source)/") }

    /// With a named group in the expression, plain parentheses do not capture.
    private static func hasNamedGroup(_ scalars: [Unicode.Scalar]) -> Bool {
        guard scalars.count > 4 else { return false }
        return (0..<(scalars.count - 3)).contains { index in
            scalars[index] == "(" && scalars[index + 1] == "?"
                && (scalars[index + 2] == "<" && scalars[index + 3] != "=" && scalars[index + 3] != "!"
                    || scalars[index + 2] == "'")
                && (index == 0 || scalars[index - 1] != "\\")
        }
    }

    /// An upper bound: what stands in a class or after a backslash is counted too.
    private static func countGroups(_ scalars: [Unicode.Scalar], named: Bool) -> Int {
        scalars.indices.count { index in
            guard scalars[index] == "(" else { return false }
            let isSpecial = index + 1 < scalars.count && scalars[index + 1] == "?"
            return isSpecial == named
        }
    }

    var peek: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    func starts(with text: String) -> Bool {
        var index = position
        for scalar in text.unicodeScalars {
            guard index < scalars.count, scalars[index] == scalar else { return false }
            index += 1
        }
        return true
    }

    mutating func skip(_ text: String) -> Bool {
        guard starts(with: text) else { return false }
        position += text.unicodeScalars.count
        return true
    }

    mutating func take() throws(RegexpError) -> Unicode.Scalar {
        guard let scalar = peek else { throw error("too short escape sequence") }
        position += 1
        return scalar
    }

    mutating func alternation() throws(RegexpError) -> RegexpNode {
        depth += 1
        defer { depth -= 1 }
        if depth > Self.depthLimit { throw error("too deep nest level") }
        var branches = [try sequence()]
        while skip("|") { branches.append(try sequence()) }
        return branches.count == 1 ? branches[0] : .alternation(branches)
    }

    private mutating func sequence() throws(RegexpError) -> RegexpNode {
        var nodes: [RegexpNode] = []
        while let scalar = peek, scalar != "|", scalar != ")" {
            if flags.isExtended, skipExtendedSpace() { continue }
            if skip("(?#") {
                while let next = peek, next != ")" { position += next == "\\" ? 2 : 1 }
                guard skip(")") else { throw error("end pattern in group") }
                continue
            }
            if let rest = try inlineFlags() {
                nodes.append(rest)
                continue
            }
            nodes.append(try quantified(try atom()))
        }
        return nodes.count == 1 ? nodes[0] : nodes.isEmpty ? .empty : .sequence(nodes)
    }

    private mutating func skipExtendedSpace() -> Bool {
        guard let scalar = peek else { return false }
        if scalar == "#" {
            while let next = peek, next != "\n" { position += 1 }
            return true
        }
        guard RegexpSet.Property.asciiSpace.holds(scalar) else { return false }
        position += 1
        return true
    }

    /// `(?i)`: flags for the rest of the group, which becomes the node.
    private mutating func inlineFlags() throws(RegexpError) -> RegexpNode? {
        guard starts(with: "(?") else { return nil }
        let start = position
        let outer = flags
        position += 2
        guard readFlags() else {
            position = start
            return nil
        }
        if peek == nil { throw error("end pattern in group") }
        if skip(")") {
            let rest = try alternation()
            flags = outer
            return rest
        }
        guard skip(":") else { throw error("undefined group option") }
        let inner = try alternation()
        guard skip(")") else { throw error("end pattern with unmatched parenthesis") }
        flags = outer
        return try quantified(inner)
    }

    /// `im-x`; false where the text is no list of flags.
    private mutating func readFlags() -> Bool {
        var isOn = true
        var hasAny = false
        while let scalar = peek {
            switch scalar {
            case "i": flags.ignoresCase = isOn
            case "m": flags.dotMatchesNewline = isOn
            case "x": flags.isExtended = isOn
            case "-": isOn = false
            case "u": flags.isUnicode = true
            case "a", "d": flags.isUnicode = false
            default: return hasAny
            }
            hasAny = true
            position += 1
        }
        return hasAny
    }

    /// The group, for a call of it.
    mutating func called(_ index: Int) throws(RegexpError) -> RegexpNode {
        guard let group = groups[index] else { throw error("never ending recursion") }
        try grow(by: groupSizes[index] ?? 0)
        return group
    }

    private mutating func grow(by count: Int) throws(RegexpError) {
        size += count
        if size > Self.sizeLimit { throw error("too big regular expression") }
    }

    private mutating func atom() throws(RegexpError) -> RegexpNode {
        try grow(by: 1)
        let scalar = try take()
        switch scalar {
        case "(": return try group()
        case "[": return .set(try set())
        case ".": return .any(includesNewline: flags.dotMatchesNewline)
        case "^": return .assertion(.lineStart)
        case "$": return .assertion(.lineEnd)
        case "*", "+", "?": throw error("target of repeat operator is not specified")
        case "{":
            position -= 1
            if try quantifier() != nil { throw error("target of repeat operator is not specified") }
            position += 1
            return literal(scalar)
        case "\\": return try escape()
        default: return literal(scalar)
        }
    }

    func literal(_ scalar: Unicode.Scalar) -> RegexpNode { .scalar(scalar, ignoresCase: flags.ignoresCase) }

    private mutating func quantified(_ node: RegexpNode) throws(RegexpError) -> RegexpNode {
        var node = node
        while let (minimum, maximum, isInterval) = try quantifier() {
            if isInterval, minimum == maximum, skip("?") {
                // In Ruby the whole is optional then, and not lazy.
                let exact = RegexpNode.repetition(node, minimum: minimum, maximum: maximum, kind: .greedy)
                node = .repetition(exact, minimum: 0, maximum: 1, kind: .greedy)
                continue
            }
            var kind = RegexpNode.RepetitionKind.greedy
            if skip("?") { kind = .lazy } else if !isInterval, skip("+") { kind = .possessive }
            node = .repetition(node, minimum: minimum, maximum: maximum, kind: kind)
        }
        return node
    }

    private mutating func quantifier() throws(RegexpError) -> (Int, Int?, Bool)? {
        if skip("*") { return (0, nil, false) }
        if skip("+") { return (1, nil, false) }
        if skip("?") { return (0, 1, false) }
        let start = position
        guard skip("{") else { return nil }
        let lower = number()
        let hasComma = skip(",")
        let upper = hasComma ? number() : lower
        guard skip("}"), lower != nil || upper != nil else {
            // Anything else in braces is plain text.
            position = start
            return nil
        }
        if max(lower ?? 0, upper ?? 0) > 100_000 { throw error("too big number for repeat range") }
        if let lower, let upper, lower > upper { throw error("upper is smaller than lower in repeat range") }
        return (lower ?? 0, upper, true)
    }

    private mutating func number() -> Int? {
        var value: Int?
        while let scalar = peek, RegexpSet.Property.asciiDigit.holds(scalar) {
            value = min((value ?? 0) * 10 + Int(scalar.value - 0x30), 1_000_000)
            position += 1
        }
        return value
    }
}
