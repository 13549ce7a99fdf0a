/// A type, a conversion or a format that Puppet refuses; the message is worded as Puppet's.
package struct TypeError: Error, Hashable, Sendable {
    /// What of `Type[…]` a complaint is about.
    package enum Blame: Hashable, Sendable {
        /// The argument of this index.
        case argument(Int)
        case expression
        /// What is before the bracket.
        case type
        /// The expression, while it was evaluated.
        case evaluation
    }

    package let message: String
    package let blame: Blame

    package init(_ message: String) { self.init(message, blame: .argument(0)) }

    init(_ message: String, blame: Blame) {
        self.message = message
        self.blame = blame
    }
}

extension TypeError {
    static func emptyRange(_ lower: String, _ upper: String) -> TypeError {
        TypeError("'from' must be less or equal to 'to'. Got (\(lower), \(upper)", blame: .evaluation)
    }

    /// The complaint, about another argument.
    func blaming(_ index: Int) -> TypeError { TypeError(message, blame: .argument(index)) }

    static func notTypes(_ base: String, _ key: Value) -> TypeError {
        TypeError("\(base)[] arguments must be types. Got \(key.rubyClass)")
    }

    static func arity(_ base: String, minimum: Int, maximum: Int?, actual: Int, exact: Bool = false) -> TypeError {
        let arguments = minimum == 1 ? "argument" : "arguments"
        let expected =
            if exact || maximum == minimum {
                "\(minimum) \(arguments)"
            } else if let maximum {
                "\(minimum) to \(maximum) arguments"
            } else {
                "\(minimum) or more arguments"
            }
        return TypeError("\(base)[] accepts \(expected). Got \(actual)", blame: .expression)
    }

    static func unusable(_ type: PuppetType, _ key: Value, expected: String, quoted: Bool = true) -> TypeError {
        let given: String =
            switch key {
            case .undef: "Undef"
            case .default: "Default"
            default: "\(TypeInference.generalize(TypeInference.inferReduced(key)))"
            }
        let message = "Cannot use \(given) where \(expected) is expected"
        return TypeError(
            "Error creating type specialization of \(withArticle("\(type.label)-Type", capitalized: false)), \(message)"
        )
    }

    static func illegalMember(_ name: String) -> TypeError {
        TypeError("Illegal Struct member key type. Expected NotUndef, Optional, String, or Enum. Got: \(name)")
    }

    static func operatorNotApplicable(_ type: PuppetType) -> TypeError {
        if type == .deferred {
            return TypeError("The Deferred-Type cannot be parameterized using []", blame: .evaluation)
        }
        let label = withArticle("\(type.label)-Type", capitalized: false)
        return TypeError("Operator '[]' is not applicable to \(label).", blame: .type)
    }

    /// The text after `a` or `an`.
    static func withArticle(_ text: String, capitalized: Bool) -> String {
        let letter = text.first { $0 != "'" && $0 != "\"" }.map { Character($0.lowercased()) } ?? "x"
        let article = "aeiouy".contains(letter) ? "an" : "a"
        return (capitalized ? article.prefix(1).uppercased() + article.dropFirst() : article) + " " + text
    }
}

extension Value {
    /// The Ruby class of the value, which some of Puppet's messages show.
    package var rubyClass: String {
        switch self {
        case .undef: "NilClass"
        case .default: "Symbol"
        case .boolean(let value): value ? "TrueClass" : "FalseClass"
        case .integer: "Integer"
        case .float: "Float"
        case .string, .secret: "String"
        case .array: "Array"
        case .hash: "Hash"
        case .sensitive: "Puppet::Pops::Types::PSensitiveType::Sensitive"
        case .regexp: "Regexp"
        case .type(let type): "Puppet::Pops::Types::P\(type.rubyName)Type"
        case .binary: "Puppet::Pops::Types::PBinaryType::Binary"
        case .semVer: "SemanticPuppet::Version"
        case .semVerRange: "SemanticPuppet::VersionRange"
        case .timestamp: "Puppet::Pops::Time::Timestamp"
        case .timespan: "Puppet::Pops::Time::Timespan"
        case .uri: "URI::Generic"
        case .deferred: "DeferredObject"
        case .object: "Object"
        }
    }

    /// What the messages of operators call the value.
    package var label: String {
        switch self {
        case .undef: "Undef Value"
        case .default: "default"
        case .boolean: "Boolean"
        case .integer: "Integer"
        case .float: "Float"
        case .string, .secret: "String"
        case .array: "Array"
        case .hash: "Hash"
        case .sensitive: "Sensitive"
        case .regexp: "Regexp"
        case .type(let type): "\(type.label)-Type"
        case .binary: "Binary"
        case .semVer: "Semver"
        case .semVerRange: "Semverrange"
        case .timestamp: "Timestamp"
        case .timespan: "Timespan"
        case .uri: "URI"
        case .deferred: "Deferred"
        case .object: "Object"
        }
    }
}

extension PuppetType {
    fileprivate var rubyName: String {
        switch self {
        case .collection: "Collection"
        case .alias: "TypeAlias"
        default: simpleName
        }
    }
}
