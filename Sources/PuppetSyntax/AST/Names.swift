package import Diagnostics

/// A lower case name, `notify` or `stdlib::to_yaml`. A value, too: a bare word is a string.
package struct QualifiedName: Hashable, Sendable {
    package let value: String
    package let range: SourceRange

    package init(value: String, range: SourceRange) {
        self.value = value
        self.range = range
    }
}

/// An upper case name, `Stdlib::Port`.
package struct QualifiedReference: Hashable, Sendable {
    /// As written.
    package let casedValue: String
    package let range: SourceRange

    package init(casedValue: String, range: SourceRange) {
        self.casedValue = casedValue
        self.range = range
    }
}

/// `attr` or `private`, which Puppet keeps for itself; the validator refuses them.
package struct ReservedWord: Hashable, Sendable {
    package let word: String
    package let range: SourceRange

    package init(word: String, range: SourceRange) {
        self.word = word
        self.range = range
    }
}

/// `$name`, `$scope::name`, `$0`.
///
/// An object, because no other node is evaluated as often.
package final class VariableExpression: Hashable, Sendable {
    package let key: HashedName
    /// Whether the name has a colon in it.
    package let isQualified: Bool
    /// The number of `$0`, `$1`, …: a group of the last match.
    package let matchGroup: Int?
    package let range: SourceRange

    /// Without the dollar; `::name` keeps its colons. For `$1` the digits.
    package var name: String { key.text }

    package init(name: String, range: SourceRange) {
        key = HashedName(name)
        isQualified = name.utf8.contains(UInt8(ascii: ":"))
        matchGroup = name.utf8.first.map { $0 >= 0x30 && $0 <= 0x39 } == true ? Int(name) : nil
        self.range = range
    }

    package static func == (left: VariableExpression, right: VariableExpression) -> Bool {
        left.key == right.key && left.range == right.range
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(key)
        hasher.combine(range)
    }
}

/// No expression at all: an empty body.
package struct Nop: Hashable, Sendable {
    package let range: SourceRange

    package init(range: SourceRange) {
        self.range = range
    }
}

extension QualifiedReference {
    /// In lower case, as types and classes are looked up.
    package var value: String { casedValue.lowercased() }
}
