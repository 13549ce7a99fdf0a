package import Diagnostics

/// `42`, `0x2A`, `052`.
package struct LiteralInteger: Hashable, Sendable {
    package let value: Int
    /// 10, 16 or 8, as written.
    package let radix: Int
    package let range: SourceRange

    package init(value: Int, radix: Int, range: SourceRange) {
        self.value = value
        self.radix = radix
        self.range = range
    }
}

/// `1.5e3`.
package struct LiteralFloat: Hashable, Sendable {
    package let value: Double
    package let range: SourceRange

    package init(value: Double, range: SourceRange) {
        self.value = value
        self.range = range
    }
}

/// `'text'`, or `"text"` without interpolation.
package struct LiteralString: Hashable, Sendable {
    package let value: String
    package let range: SourceRange

    package init(value: String, range: SourceRange) {
        self.value = value
        self.range = range
    }
}

/// `true` or `false`.
package struct LiteralBoolean: Hashable, Sendable {
    package let value: Bool
    package let range: SourceRange

    package init(value: Bool, range: SourceRange) {
        self.value = value
        self.range = range
    }
}

/// `undef`.
package struct LiteralUndef: Hashable, Sendable {
    package let range: SourceRange

    package init(range: SourceRange) {
        self.range = range
    }
}

/// `default`.
package struct LiteralDefault: Hashable, Sendable {
    package let range: SourceRange

    package init(range: SourceRange) {
        self.range = range
    }
}

/// `/pattern/`.
package struct LiteralRegularExpression: Hashable, Sendable {
    /// Without the slashes; `\/` is already `/`.
    package let pattern: String
    package let range: SourceRange

    package init(pattern: String, range: SourceRange) {
        self.pattern = pattern
        self.range = range
    }

    /// A pattern as messages show it, `(?-mix:a\/b)`: with Ruby's flags, and slashes escaped again.
    static func shown(_ pattern: String) -> String {
        var text = "(?-mix:"
        var isEscaped = false
        for scalar in pattern.unicodeScalars {
            if scalar == "/", !isEscaped { text += "\\" }
            isEscaped = scalar == "\\" && !isEscaped
            text.unicodeScalars.append(scalar)
        }
        return text + ")"
    }
}

/// `[a, b]`.
package struct LiteralList: Hashable, Sendable {
    package let values: [Expression]
    package let range: SourceRange

    package init(values: [Expression], range: SourceRange) {
        self.values = values
        self.range = range
    }
}

/// `key => value` of a hash.
package struct KeyedEntry: Hashable, Sendable {
    package let key: Expression
    package let value: Expression
    package let range: SourceRange

    package init(key: Expression, value: Expression, range: SourceRange) {
        self.key = key
        self.value = value
        self.range = range
    }
}

/// `{ key => value }`.
package struct LiteralHash: Hashable, Sendable {
    package let entries: [KeyedEntry]
    /// The keys where each is a plain string, as most are, and none occurs twice; empty otherwise.
    package let names: [String]
    /// The bytes of the names.
    package let namesSize: Int
    /// The names as an evaluator wants them.
    package let namesNote = NodeNote()
    package let range: SourceRange

    package init(entries: [KeyedEntry], range: SourceRange) {
        self.entries = entries
        names = Self.distinctNames(entries)
        namesSize = names.reduce(0) { $0 + $1.utf8.count }
        self.range = range
    }

    private static func distinctNames(_ entries: [KeyedEntry]) -> [String] {
        var names: [String] = []
        names.reserveCapacity(entries.count)
        for entry in entries {
            guard case .literalString(let key) = entry.key else { return [] }
            names.append(key.value)
        }
        let isDistinct =
            names.count <= 8
            ? names.indices.allSatisfy { !names[..<$0].contains(names[$0]) } : Set(names).count == names.count
        return isDistinct ? names : []
    }
}
