import PuppetSyntax
import PuppetTypes

/// What Puppet's messages call expressions and values.
enum Label {
    /// `a Function Call`, `an 'in' expression`.
    static func article(_ expression: Expression) -> String { article(of(expression)) }

    static func article(_ value: Value) -> String { article(of(value)) }

    static func capitalizedArticle(_ value: Value) -> String {
        let text = article(of(value))
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    static func capitalizedArticle(_ expression: Expression) -> String {
        let text = article(of(expression))
        return text.prefix(1).uppercased() + text.dropFirst()
    }

    /// Puppet goes by the first letter, and skips a quote before it.
    static func article(_ label: String) -> String {
        let first = label.first { $0 != "'" && $0 != "\"" && $0 != "<" }
        return first.map { "aeiouyAEIOUY".contains($0) } == true ? "an \(label)" : "a \(label)"
    }

    static func of(_ expression: Expression) -> String {
        switch expression {
        case .literalInteger: "Literal Integer"
        case .literalFloat: "Literal Float"
        case .literalString: "String"
        case .literalBoolean: "Boolean"
        case .literalUndef: "'undef' expression"
        case .literalDefault: "'default' expression"
        case .literalRegularExpression: "Regular Expression"
        case .literalList: "Array Expression"
        case .literalHash: "Hash Expression"
        case .concatenatedString: "Double Quoted String"
        case .text: "Expression in Interpolated String"
        case .heredoc(let node): "'@(\(node.syntax ?? ""))' expression"
        case .qualifiedName: "Name"
        case .qualifiedReference: "Type-Name"
        case .reservedWord(let node): "Reserved Word '\(node.word)'"
        case .variable: "Variable"
        case .nop: "Nop Expression"
        case .parenthesized: "Parenthesized Expression"
        case .not: "'not' expression"
        case .unaryMinus: "Unary Minus"
        case .unfold: "Unfold"
        case .assignment(let node): "'\(node.operator.rawValue)' expression"
        case .arithmetic(let node): "'\(node.operator.rawValue)' expression"
        case .comparison(let node): "'\(node.operator.rawValue)' expression"
        case .match(let node): "'\(node.operator.rawValue)' expression"
        case .relationship(let node): "'\(node.operator.rawValue)' expression"
        case .in: "'in' expression"
        case .and: "'and' expression"
        case .or: "'or' expression"
        case .access: "'[]' expression"
        case .namedAccess: "'.' expression"
        case .selector: "Selector Expression"
        case .block: "Block Expression"
        case .if: "'if' statement"
        case .unless: "'unless' Statement"
        case .case: "'case' statement"
        case .callNamedFunction: "Function Call"
        case .callMethod: "Method call"
        case .lambda: "Lambda"
        case .resource: "Resource Statement"
        case .resourceDefaults: "Resource Defaults Expression"
        case .resourceOverride: "Resource Override"
        case .collect(let node): node.query.form == .virtual ? "Virtual Query" : "Exported Query"
        case .hostClassDefinition: "Host Class Definition"
        case .resourceTypeDefinition: "'define' expression"
        case .nodeDefinition: "Node Definition"
        case .functionDefinition: "Function Definition"
        case .typeAlias: "Type Alias"
        case .typeMapping: "Type Mapping"
        case .typeDefinition: "Type Definition"
        case .epp: "Epp Template"
        case .renderString: "Epp Text"
        case .render: "Epp Interpolated Expression"
        }
    }

    static func of(_ value: Value) -> String {
        switch value {
        case .undef: "Undef Value"
        case .default: "Object"
        case .boolean: "Boolean"
        case .integer: "Integer"
        case .float: "Float"
        case .string, .secret: "String"
        case .array: "Array"
        case .hash: "Hash"
        case .sensitive: "Sensitive"
        case .regexp: "Regexp"
        case .type(.resource(let typeName, let title)):
            "\(PuppetType.resource(typeName: typeName, title: title))\(title == nil ? "-Type" : " Resource-Reference")"
        case .type(let type): "\(type.label)-Type"
        case .binary: "Binary"
        case .semVer: "Semver"
        case .semVerRange: "SemverRange"
        case .timestamp: "Timestamp"
        case .timespan: "Timespan"
        case .uri, .deferred, .object: "Object"
        }
    }
}
