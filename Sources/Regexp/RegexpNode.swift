/// A parsed regular expression.
indirect enum RegexpNode: Sendable {
    case empty
    case scalar(Unicode.Scalar, ignoresCase: Bool)
    case set(RegexpSet)
    case any(includesNewline: Bool)
    case sequence([RegexpNode])
    case alternation([RegexpNode])
    case repetition(RegexpNode, minimum: Int, maximum: Int?, kind: RepetitionKind)
    case group(RegexpNode, index: Int)
    case assertion(RegexpAssertion)
    case look(RegexpNode, isBehind: Bool, isNegative: Bool)
    case atomic(RegexpNode)
    case backreference(Int, ignoresCase: Bool)
    /// `\K`: the match begins here.
    case keep

    enum RepetitionKind: Sendable { case greedy, lazy, possessive }
}

/// A condition on a place in the text.
enum RegexpAssertion: Sendable {
    case lineStart
    case lineEnd
    case textStart
    case textEnd
    case textEndBeforeNewline
    case wordBoundary
    case notWordBoundary
    case searchStart
}

/// A character class.
struct RegexpSet: Sendable {
    /// One part of a class; a character is in the class when it is in one part.
    enum Item: Sendable {
        case range(UInt32, UInt32)
        case property(Property, isNegated: Bool)
        case set(RegexpSet)
    }

    enum Property: String, Sendable {
        case alpha, digit, alnum, upper, lower, space, punct, cntrl, graph, print, xdigit, word, blank, ascii, any
        case asciiDigit, asciiSpace, asciiWord, letter, mark, number, symbol, separator
    }

    private let items: [Item]
    private let isNegated: Bool
    private let ignoresCase: Bool
    /// What `&&` demands besides.
    private let intersection: [RegexpSet]
    /// One bit for each ASCII character.
    private(set) var asciiBits = SIMD2<UInt64>()

    init(items: [Item], isNegated: Bool, ignoresCase: Bool, intersection: [RegexpSet] = []) {
        self.items = items
        self.isNegated = isNegated
        self.ignoresCase = ignoresCase
        self.intersection = intersection
        for value in UInt8(0)..<128 where computesMembership(of: Unicode.Scalar(value)) {
            asciiBits[Int(value >> 6)] |= 1 << UInt64(value & 63)
        }
    }

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 128 ? contains(ascii: UInt8(scalar.value)) : computesMembership(of: scalar)
    }

    func contains(ascii byte: UInt8) -> Bool {
        asciiBits[Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1
    }

    private func computesMembership(of scalar: Unicode.Scalar) -> Bool {
        var isIn = holds(scalar)
        if !isIn, ignoresCase { isIn = scalar.otherCases.contains(where: holds) }
        if isIn { isIn = intersection.allSatisfy { $0.contains(scalar) } }
        return isIn != isNegated
    }

    private func holds(_ scalar: Unicode.Scalar) -> Bool {
        items.contains { item in
            switch item {
            case .range(let lower, let upper): lower <= scalar.value && scalar.value <= upper
            case .property(let property, let isNegated): property.holds(scalar) != isNegated
            case .set(let set): set.contains(scalar)
            }
        }
    }
}

extension Unicode.Scalar {
    /// The scalars that differ from this one by case only.
    var otherCases: [Unicode.Scalar] {
        if value < 128 {
            switch value {
            case 0x41...0x5A, 0x61...0x7A: return [Unicode.Scalar(UInt8(value) ^ 0x20)]
            default: return []
            }
        }
        return [properties.lowercaseMapping, properties.uppercaseMapping].compactMap { mapping in
            guard let only = mapping.unicodeScalars.first, mapping.unicodeScalars.count == 1, only != self else {
                return nil
            }
            return only
        }
    }

    var isWord: Bool {
        if value < 128 { return RegexpSet.Property.asciiWord.holds(self) }
        return RegexpSet.Property.word.holds(self)
    }
}

extension RegexpSet.Property {
    func holds(_ scalar: Unicode.Scalar) -> Bool {
        switch self {
        case .any: true
        case .ascii: scalar.isASCII
        case .asciiDigit: (0x30...0x39).contains(scalar.value)
        case .asciiSpace: scalar.value == 0x20 || (0x09...0x0D).contains(scalar.value)
        case .asciiWord:
            scalar.isASCII
                && ((0x30...0x39).contains(scalar.value) || (0x41...0x5A).contains(scalar.value)
                    || (0x61...0x7A).contains(scalar.value) || scalar.value == 0x5F)
        case .xdigit:
            (0x30...0x39).contains(scalar.value) || (0x41...0x46).contains(scalar.value)
                || (0x61...0x66).contains(scalar.value)
        case .blank: scalar.value == 0x09 || scalar.properties.generalCategory == .spaceSeparator
        case .alpha: scalar.properties.isAlphabetic
        case .digit: scalar.properties.generalCategory == .decimalNumber
        case .alnum: scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber
        case .upper: scalar.properties.isUppercase
        case .lower: scalar.properties.isLowercase
        case .space: scalar.properties.isWhitespace
        case .cntrl: scalar.properties.generalCategory == .control
        case .graph: isGraph(scalar)
        case .print: isGraph(scalar) || scalar.properties.generalCategory == .spaceSeparator
        case .word:
            scalar.properties.isAlphabetic || isIn(scalar, "N", "M")
                || scalar.properties.generalCategory == .connectorPunctuation
        case .punct: isIn(scalar, "P") || scalar.isASCII && isIn(scalar, "S")
        case .letter: isIn(scalar, "L")
        case .mark: isIn(scalar, "M")
        case .number: isIn(scalar, "N")
        case .symbol: isIn(scalar, "S")
        case .separator: isIn(scalar, "Z")
        }
    }

    private func isGraph(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .unassigned, .surrogate, .spaceSeparator, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }

    private func isIn(_ scalar: Unicode.Scalar, _ families: Character...) -> Bool {
        families.contains(scalar.properties.generalCategory.family)
    }
}

extension Unicode.GeneralCategory {
    /// The first letter of the category's name in Unicode.
    fileprivate var family: Character {
        switch self {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: "L"
        case .nonspacingMark, .spacingMark, .enclosingMark: "M"
        case .decimalNumber, .letterNumber, .otherNumber: "N"
        case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
            .finalPunctuation, .otherPunctuation:
            "P"
        case .mathSymbol, .currencySymbol, .modifierSymbol, .otherSymbol: "S"
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: "Z"
        default: "C"
        }
    }
}
