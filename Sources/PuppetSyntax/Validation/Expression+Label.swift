extension Expression {
    /// What Puppet's messages call the node.
    var label: String {
        switch self {
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
        case .in: "'in' expression"
        case .and: "'and' expression"
        case .or: "'or' expression"
        case .relationship(let node): "'\(node.operator.rawValue)' expression"
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

    /// The label with its article, `an 'if' statement`.
    var labelWithArticle: String { Self.withArticle(label, "a") }

    /// The label with its article as a sentence begins, `An 'if' statement`.
    var labelWithCapitalArticle: String { Self.withArticle(label, "A") }

    static func withArticle(_ label: String, _ article: String) -> String {
        let first = label.utf8.first { $0 != UInt8(ascii: "'") && $0 != UInt8(ascii: "\"") } ?? 0
        let isVowel = "aeiouyAEIOUY".utf8.contains(first)
        return "\(article)\(isVowel ? "n" : "") \(label)"
    }
}
