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
package struct VariableExpression: Hashable, Sendable {
    /// Without the dollar; `::name` keeps its colons. For `$1` the digits.
    package let name: String
    package let range: SourceRange

    package init(name: String, range: SourceRange) {
        self.name = name
        self.range = range
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

extension VariableExpression {
    /// The number of `$0`, `$1`, …: a group of the last match.
    package var matchGroup: Int? { name.utf8.first.map { $0 >= 0x30 && $0 <= 0x39 } == true ? Int(name) : nil }
}
