/// The syntax tree of a `LinearPattern`.
indirect enum PatternNode: Hashable, Sendable {
    case scalar(ScalarSet)
    case start
    case end
    case sequence([PatternNode])
    case alternatives([PatternNode])
    case repetition(PatternNode, minimum: Int, maximum: Int?)
}

/// Parses the part of RE2's syntax that `LinearPattern` judges.
struct PatternParser {
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0

    private static let maximumDepth = 50
    private static let maximumRepeat = 1000

    init(_ source: String) { scalars = Array(source.unicodeScalars) }

    /// Nil for what is not understood.
    mutating func parse() -> PatternNode? {
        guard let node = alternatives(), index == scalars.count else { return nil }
        return node
    }

    private var current: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    private mutating func accept(_ scalar: Unicode.Scalar) -> Bool {
        guard current == scalar else { return false }
        index += 1
        return true
    }

    /// `alternatives := sequence ("|" sequence)*`
    private mutating func alternatives() -> PatternNode? {
        depth += 1
        defer { depth -= 1 }
        guard depth < Self.maximumDepth, let first = sequence() else { return nil }
        var nodes = [first]
        while accept("|") {
            guard let next = sequence() else { return nil }
            nodes.append(next)
        }
        return nodes.count == 1 ? nodes[0] : .alternatives(nodes)
    }

    /// `sequence := (atom quantifier?)*`
    private mutating func sequence() -> PatternNode? {
        var nodes: [PatternNode] = []
        while let scalar = current, scalar != "|", scalar != ")" {
            guard let atom = atom(), let quantified = quantified(atom) else { return nil }
            nodes.append(quantified)
        }
        return .sequence(nodes)
    }

    private mutating func atom() -> PatternNode? {
        guard let scalar = current else { return nil }
        index += 1
        switch scalar {
        case "(": return group()
        case "[": return bracket().map(PatternNode.scalar)
        case ".": return .scalar(.any)
        case "^": return .start
        case "$": return .end
        case "\\": return escape().map(PatternNode.scalar)
        case "*", "+", "?": return nil
        default: return .scalar(.single(scalar))
        }
    }

    /// `(…)` or `(?:…)`; flags and names are not understood.
    private mutating func group() -> PatternNode? {
        if accept("?"), !accept(":") { return nil }
        guard let node = alternatives(), accept(")") else { return nil }
        return node
    }

    /// `*`, `+`, `?`, `{n}`, `{n,}`, `{n,m}`, and their lazy forms, which match the same texts.
    private mutating func quantified(_ atom: PatternNode) -> PatternNode? {
        let bounds: (minimum: Int, maximum: Int?)
        switch current {
        case "*": bounds = (0, nil)
        case "+": bounds = (1, nil)
        case "?": bounds = (0, 1)
        case "{":
            guard let counted = counts() else {
                // RE2 takes a brace that does not count for itself; that is left to it.
                return nil
            }
            _ = accept("?")
            return .repetition(atom, minimum: counted.minimum, maximum: counted.maximum)
        default: return atom
        }
        index += 1
        _ = accept("?")
        return .repetition(atom, minimum: bounds.minimum, maximum: bounds.maximum)
    }

    private mutating func counts() -> (minimum: Int, maximum: Int?)? {
        guard accept("{"), let minimum = number() else { return nil }
        guard accept(",") else { return accept("}") ? (minimum, minimum) : nil }
        if accept("}") { return (minimum, nil) }
        guard let maximum = number(), accept("}"), maximum >= minimum else { return nil }
        return (minimum, maximum)
    }

    private mutating func number() -> Int? {
        var text = ""
        while let scalar = current, ScalarSet.digits.contains(scalar) {
            text.unicodeScalars.append(scalar)
            index += 1
        }
        return Int(text).flatMap { $0 <= Self.maximumRepeat ? $0 : nil }
    }

    /// `[a-z]`, `[^…]`; the bracket is read already.
    private mutating func bracket() -> ScalarSet? {
        var set = ScalarSet()
        let isNegated = accept("^")
        var isFirst = true
        while let scalar = current, scalar != "]" || isFirst {
            isFirst = false
            index += 1
            let start: ScalarSet
            switch scalar {
            case "[" where current == ":": return nil
            case "\\":
                guard let escaped = escape(), !escaped.isNegated else { return nil }
                start = escaped
            default: start = .single(scalar)
            }
            guard current == "-", index + 1 < scalars.count, scalars[index + 1] != "]" else {
                set.ranges += start.ranges
                continue
            }
            index += 1
            guard let range = range(from: start) else { return nil }
            set.ranges.append(range)
        }
        guard accept("]") else { return nil }
        set.isNegated = isNegated
        return set
    }

    private mutating func range(from start: ScalarSet) -> ClosedRange<UInt32>? {
        guard let last = current else { return nil }
        index += 1
        let end = last == "\\" ? escape() : .single(last)
        guard let end, start.ranges.count == 1, end.ranges.count == 1, start.ranges[0].count == 1,
            end.ranges[0].count == 1
        else { return nil }
        let (lower, upper) = (start.ranges[0].lowerBound, end.ranges[0].lowerBound)
        return lower <= upper ? lower...upper : nil
    }

    /// What follows a backslash.
    private mutating func escape() -> ScalarSet? {
        guard let scalar = current else { return nil }
        index += 1
        switch scalar {
        case "d": return .digits
        case "D": return .digits.inverted
        case "w": return .words
        case "W": return .words.inverted
        case "s": return .spaces
        case "S": return .spaces.inverted
        case "n": return .single("\n")
        case "r": return .single("\r")
        case "t": return .single("\t")
        default:
            // A letter or digit is a class, an assertion or a code that is not known here.
            return ScalarSet.words.contains(scalar) && scalar != "_" ? nil : .single(scalar)
        }
    }
}
