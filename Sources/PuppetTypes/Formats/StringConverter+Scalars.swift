import JSON

// The letters that each kind of single value takes.
extension StringConverter {
    func undef(_ format: StringFormat) throws(TypeError) -> String {
        let isAlternate = format.isAlternate
        switch format.letter {
        case "n": return format.flagged(isAlternate ? "null" : "nil")
        case "u": return format.flagged(isAlternate ? "undefined" : "undef")
        case "d", "x", "X", "o", "b", "B", "e", "E", "f", "g", "G", "a", "A": return format.flagged("NaN")
        case "v": return format.flagged("n/a")
        case "V": return format.flagged("N/A")
        case "s": return format.flagged(isAlternate ? "\"\"" : "")
        case "p": return format.flagged(isAlternate ? "\"undef\"" : "undef")
        default: throw Self.illegal(format, "Undef", "nudxXobBeEfgGaAvVsp")
        }
    }

    func defaultValue(_ format: StringFormat) throws(TypeError) -> String {
        switch format.letter {
        case "d", "s", "p": return format.flagged(format.isAlternate ? "\"default\"" : "default")
        case "D": return format.flagged(format.isAlternate ? "\"Default\"" : "Default")
        default: throw Self.illegal(format, "Default", "dDsp")
        }
    }

    func boolean(_ value: Bool, _ format: StringFormat) throws(TypeError) -> String {
        func word(_ yes: String, _ no: String) -> String {
            let text = value ? yes : no
            return format.flagged(format.isAlternate ? String(text.prefix(1)) : text)
        }
        switch format.letter {
        case "t": return word("true", "false")
        case "T": return word("True", "False")
        case "y": return word("yes", "no")
        case "Y": return word("Yes", "No")
        case "d", "x", "X", "o", "b", "B": return try integer(value ? 1 : 0, format)
        case "e", "E", "f", "g", "G", "a", "A": return try float(value ? 1 : 0, format)
        case "s", "p": return format.flagged(value ? "true" : "false")
        default: throw Self.illegal(format, "Boolean", "tTyYdxXobBeEfgGaAsp")
        }
    }

    func integer(_ value: Int, _ format: StringFormat) throws(TypeError) -> String {
        switch format.letter {
        case "d", "x", "X", "o", "b", "B": return try format.ruby(.integer(value))
        case "p": return try format.ruby(.integer(value))
        case "e", "E", "f", "g", "G", "a", "A": return try format.ruby(.float(Double(value)))
        case "c":
            guard let scalar = UInt32(exactly: value).flatMap(Unicode.Scalar.init) else {
                throw TypeError("pack(U): value out of range")
            }
            let text = String(Character(scalar))
            return try format.ruby(.string(format.isAlternate ? "\"\(text)\"" : text), letter: "s")
        case "s":
            return try format.ruby(.string(String(value)), letter: format.isAlternate ? "p" : "s")
        default: throw Self.illegal(format, "Integer", "dxXobBeEfgGaAspc")
        }
    }

    func float(_ value: Double, _ format: StringFormat) throws(TypeError) -> String {
        switch format.letter {
        case "d", "x", "X", "o", "b", "B", "e", "E", "f", "g", "G", "a", "A", "p":
            return try format.ruby(.float(value))
        case "s":
            let text = FloatText.shortest(value)
            return try format.ruby(.string(format.isAlternate ? "\"\(text)\"" : text))
        default: throw Self.illegal(format, "Float", "dxXobBeEfgGaAsp")
        }
    }

    func string(_ text: String, _ format: StringFormat) throws(TypeError) -> String {
        let changed: String
        switch format.letter {
        case "s": return try format.ruby(.string(text))
        case "p":
            return format.flagged(format.isAlternate ? ValueFormatter.doubleQuoted(text) : ValueFormatter.quoted(text))
        case "c": changed = text.rubyCapitalized
        case "C": changed = text.split(separator: "::").map { String($0).rubyCapitalized }.joined(separator: "::")
        case "u": changed = text.uppercased()
        case "d": changed = text.lowercased()
        case "t": changed = text.trimmed
        default: throw Self.illegal(format, "String", "cCudspt")
        }
        if format.isAlternate { return format.flagged(ValueFormatter.quoted(changed)) }
        return try format.ruby(.string(changed), letter: "s")
    }

    func regexp(_ source: String, _ format: StringFormat) throws(TypeError) -> String {
        switch format.letter {
        case "p": return try format.ruby(.string(ValueFormatter.delimited(source)), letter: "s")
        case "s":
            let text = source.utf8.allSatisfy { $0 < 0x80 } ? source : ValueFormatter.regexpText(source)
            return try format.ruby(.string(format.isAlternate ? ValueFormatter.quoted(text) : text))
        default: throw Self.illegal(format, "Regexp", "sp")
        }
    }

    func typeText(_ type: PuppetType, _ format: StringFormat) throws(TypeError) -> String {
        switch format.letter {
        case "s": return try format.ruby(.string(format.isAlternate ? "\"\(type)\"" : "\(type)"))
        case "p": return try format.ruby(.string("\(type)"), letter: "s")
        default: throw Self.illegal(format, "Type", "sp")
        }
    }

    func uri(_ text: String, _ format: StringFormat) throws(TypeError) -> String {
        switch format.letter {
        case "p": return "URI(\(ValueFormatter.quoted(text)))"
        case "s": return try format.ruby(.string(format.isAlternate ? ValueFormatter.quoted(text) : text))
        default: throw Self.illegal(format, "URI", "sp")
        }
    }

    func object(_ value: Value, _ format: StringFormat) throws(TypeError) -> String {
        switch format.letter {
        case "p", "s", "q": return ValueFormatter.programmatic(value)
        default: throw Self.illegal(format, "Object", "spq")
        }
    }

    func binary(_ bytes: [UInt8], _ format: StringFormat) throws(TypeError) -> String {
        let letter: Character = format.isAlternate ? "p" : "s"
        switch format.letter {
        case "s":
            guard let text = String(validating: bytes, as: UTF8.self) else {
                throw TypeError("The given binary is not valid UTF-8")
            }
            return try format.ruby(.string(text), letter: letter)
        case "p": return "Binary(\"\(try format.ruby(.string(Base64.encode(bytes)), letter: "s"))\")"
        case "b": return try format.ruby(.string(Base64.encode(bytes, .lenient)), letter: letter)
        case "B": return try format.ruby(.string(Base64.encode(bytes)), letter: letter)
        case "u": return try format.ruby(.string(Base64.encode(bytes, .urlSafe)), letter: letter)
        case "t": return try format.ruby(.string("Binary"), letter: letter)
        case "T": return try format.ruby(.string("BINARY"), letter: letter)
        default: throw Self.illegal(format, "Binary", "bButTsp")
        }
    }
}

extension String {
    /// The first letter in upper case, the rest in lower case.
    package var rubyCapitalized: String { prefix(1).uppercased() + dropFirst().lowercased() }
}
