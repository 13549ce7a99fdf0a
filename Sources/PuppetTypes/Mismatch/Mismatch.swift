/// One way in which a value differs from what its type demands.
struct Mismatch: Hashable {
    /// The way to the part at fault.
    enum PathElement: Hashable, CustomStringConvertible {
        case subject(String)
        case entry(String)
        case entryKey(String)
        case parameter(String)
        case returned
        case block
        case index(Int)
        case variant(Int)
        case signature(Int)

        var description: String {
            switch self {
            case .subject(let text): text
            case .entry(let key): "entry '\(key)'"
            case .entryKey(let key): "key of entry '\(key)'"
            case .parameter(let name): "parameter '\(name)'"
            case .returned: "return"
            case .block: "block"
            case .index(let index): "index \(index)"
            case .variant(let index): "variant \(index)"
            case .signature(let index): "\(index + 1)."
            }
        }

        var isVariant: Bool {
            switch self {
            case .variant, .signature: true
            default: false
            }
        }
    }

    enum Kind: Hashable {
        case missingKey(String)
        case missingParameter(String)
        case extraneousKey(String)
        case invalidParameter(String)
        case unexpectedBlock
        case missingBlock
        case unresolved(String)
        case type(expected: PuppetType, actual: PuppetType)
        case pattern(expected: PuppetType, actual: PuppetType)
        case size(expected: Size, actual: Size)
        case count(expected: Size, actual: Size)

        /// What can be merged with what.
        enum Family: CaseIterable { case size, missingBlock, unexpectedBlock, type }

        var family: Family? {
            switch self {
            case .size, .count: .size
            case .missingBlock: .missingBlock
            case .unexpectedBlock: .unexpectedBlock
            case .type, .pattern: .type
            default: nil
            }
        }
    }

    var path: [PathElement]
    let kind: Kind

    init(_ path: [PathElement], _ kind: Kind) {
        self.path = path
        self.kind =
            switch kind {
            case .type(let expected, let actual): .type(expected: expected.normalized, actual: actual.normalized)
            case .pattern(let expected, let actual): .pattern(expected: expected.normalized, actual: actual.normalized)
            default: kind
            }
    }

    /// The path without the alternatives that it went through.
    var canonicalPath: [PathElement] { path.filter { !$0.isVariant } }

    static func == (left: Mismatch, right: Mismatch) -> Bool {
        left.kind == right.kind && left.canonicalPath == right.canonicalPath
    }

    func hash(into hasher: inout Hasher) {
        hasher.combine(canonicalPath)
        hasher.combine(kind)
    }

    /// Both in one, with what either expects.
    func merged(with other: Mismatch) -> Mismatch {
        switch (kind, other.kind) {
        case (.type(let expected, let actual), .type(let otherExpected, _)),
            (.type(let expected, let actual), .pattern(let otherExpected, _)):
            Mismatch(path, .type(expected: TypeInference.variant([expected, otherExpected]), actual: actual))
        case (.pattern(let expected, let actual), .type(let otherExpected, _)),
            (.pattern(let expected, let actual), .pattern(let otherExpected, _)):
            Mismatch(path, .pattern(expected: TypeInference.variant([expected, otherExpected]), actual: actual))
        case (.size(let expected, let actual), .size(let otherExpected, _)):
            Mismatch(path, .size(expected: expected.union(otherExpected), actual: actual))
        case (.count(let expected, let actual), .count(let otherExpected, _)):
            Mismatch(path, .count(expected: expected.union(otherExpected), actual: actual))
        default: self
        }
    }

    /// Without one element of the path.
    func chopped(at index: Int) -> Mismatch {
        guard index < path.count else { return self }
        var copy = self
        copy.path.remove(at: index)
        return copy
    }

    /// The message, after a blank.
    var text: String {
        var path = path[...]
        var variant = ""
        if case .signature(let index)? = path.first {
            variant = " \(index + 1)."
            path = path.dropFirst()
        }
        let position = path.isEmpty ? "" : " " + path.map(\.description).joined(separator: " ")
        return variant + position + " " + message
    }

    private var message: String {
        switch kind {
        case .missingKey(let key): "expects a value for key '\(key)'"
        case .missingParameter(let name): "expects a value for parameter '\(name)'"
        case .extraneousKey(let key): "unrecognized key '\(key)'"
        case .invalidParameter(let name): "has no parameter named '\(name)'"
        case .unexpectedBlock: "does not expect a block"
        case .missingBlock: "expects a block"
        case .unresolved(let name): "references an unresolved type '\(name)'"
        case .type(let expected, let actual): Self.typeMessage(expected, actual)
        case .pattern(let expected, let actual): Self.patternMessage(expected, actual)
        case .size(let expected, let actual):
            "expects size to be \(expected.text(zero: "0")), got \(actual.text(zero: "0"))"
        case .count(let expected, let actual): Self.countMessage(expected, actual)
        }
    }

    private static func countMessage(_ expected: Size, _ actual: Size) -> String {
        let isOne =
            expected.lower == 1 && (expected.upper == 1 || expected.upper == nil)
            || expected.lower == 0 && expected.upper == 1
        return "expects \(expected.text(zero: "no")) argument\(isOne ? "" : "s"), got \(actual.text(zero: "none"))"
    }
}

extension Size {
    fileprivate func union(_ other: Size) -> Size {
        Size(min(lower, other.lower), upper.flatMap { upper in other.upper.map { max(upper, $0) } })
    }

    fileprivate func text(zero: String) -> String {
        switch (lower, upper) {
        case (let lower, let upper?) where lower == upper: lower == 0 ? zero : String(lower)
        case (0, let upper?): "at most \(upper)"
        case (0, nil): "unlimited"
        case (let lower, nil): "at least \(lower)"
        case (let lower, let upper?): "between \(lower) and \(upper)"
        }
    }
}
