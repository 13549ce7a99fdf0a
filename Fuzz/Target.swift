import ArgumentParser
import Foundation
import Hiera

/// What reads the input.
enum Target: String, CaseIterable, ExpressibleByArgument {
    case lexer, parser, epp, evaluator, types, yaml, hiera, eyaml, json, regexp, cel

    /// The endings of files that are fit to begin with.
    var fileEndings: Set<String> {
        switch self {
        case .lexer, .parser: ["pp", "epp"]
        case .epp: ["epp"]
        case .evaluator, .types, .regexp, .cel: []
        case .yaml: ["yaml", "yml"]
        case .hiera: ["yaml", "yml", "eyaml", "json", "conf"]
        case .eyaml: ["eyaml", "pem", "crt"]
        case .json: ["json"]
        }
    }

    /// The members of fixtures that are fit to begin with.
    var fixtureKeys: [String] {
        switch self {
        case .lexer, .parser, .epp, .evaluator, .types: ["code"]
        case .regexp: ["code", "pattern"]
        case .cel: ["expression"]
        case .yaml, .hiera, .json: ["text", "yaml"]
        case .eyaml: ["token", "input", "output"]
        }
    }

    /// What makes further input; a lexer is best tried with what is no program.
    var grammar: Grammar? {
        switch self {
        case .lexer, .eyaml: nil
        case .parser, .evaluator: .manifest
        case .epp: .template
        case .types: .typeExpression
        case .yaml, .hiera: .yaml
        case .json: .json
        case .regexp: .regexp
        case .cel: .cel
        }
    }

    var words: [String] {
        switch self {
        case .lexer, .parser, .epp, .evaluator, .types: Self.puppetWords
        case .yaml, .hiera:
            [
                "- ", ": ", "&a ", "*a", "!!", "|\n", ">-\n", "%{", "}", "{", "[", "]", "\n  ", "\t", "#", "'", "\"",
                "? ", "<<: ",
                "ENC[PKCS7,", "---\n", "lookup('a')", "alias('a')", "\u{FEFF}", "\\x", "\\u",
            ]
        case .eyaml:
            [
                "ENC[PKCS7,", "ENC[", "]", "]!", "DEC(1)::PKCS7[", "DEC::PKCS7[", ">\n  ", "\n    ", "\n# ", "\\\n",
                "MII",
                "==", "-----BEGIN RSA PRIVATE KEY-----\n", "\n-----END CERTIFICATE-----", "0\u{0}", "\u{4}\u{10}",
                "\u{6}\u{9}", "\u{2}\u{1}\u{0}", "\u{5}\u{0}",
            ]
        case .json:
            [
                "{", "}", "[", "]", ":", ",", "\"", "\\u", "\\", "e", "-", ".", "null", "${", "}", "\"\"\"", "+=", "#",
                "//",
            ]
        case .regexp:
            ["(", ")", "[", "]", "{1,", "}", "*", "+", "?", "|", "\\", "(?", "(?<", "&&", "[:", ":]", "\\p{", "^", "$"]
        case .cel: Self.celWords
        }
    }

    private static let celWords = [
        "self.", "has(", ")", "[", "]", "{", "}", "?.", "[?", "'", "\"\"\"", "r'", "b'", "\\x", "\\u00e9", " in ",
        " && ",
        " || ", "!", "-", " ? ", " : ", ".all(x, ", ".map(x, ", ".exists(i, v, ", ".filter(x, ", ".sortBy(x, ",
        "9223372036854775807", "-9223372036854775808", "1u", "1e308", "0x", "duration('1h')",
        "timestamp('2020-01-01T00:00:00Z')",
        "quantity('1Gi')", "cidr('10.0.0.0/8')", ".matches('", ".format([", "cel.bind(x, ", "optional.of(",
        "lists.range(",
        "lists.range(100000)", ".substring(", " % ", " / ", "oldSelf", "names", "ports", "//", "`", "\n", "é",
    ]

    private static let puppetWords = [
        "'", "\"", "$", "${", "}", "{", "(", ")", "[", "]", "=>", "+>", "@(\"E\"/L)", "@(E)", "|", "<|", "|>", "<<|",
        "|>>",
        "%>", "<%=", "<%", "-%>", "<%-", "\\", "\\u{", "::", "A::", "/", "#", "/*", "*/", "\r\n", "\n", ";", ",",
        "class ",
        "node ", "function ", "type ", "if ", "else ", "elsif ", "case ", "default", "?", "->", "<~", "\u{A0}",
        "\u{2002}", "0x",
        "1e5", "..", "*", "-", "!", "inherits ", "@@", "=", "+=", "in ", "and ", "attr", "undef", " E\n", "| - E", "é",
    ]

    /// The inputs that a text of the corpus gives: of an encrypted value its DER too.
    func inputs(from text: String) -> [[UInt8]] {
        guard self == .eyaml, let token = EYAML.Tokens.inValue(text).first,
            let bytes = Data(base64Encoded: token.base64)
        else { return [Array(text.utf8)] }
        return [Array(text.utf8), [UInt8](bytes), [UInt8](bytes)]
    }

    func check(corpus: [String]) throws -> any Check {
        switch self {
        case .lexer, .parser: SyntaxCheck(isTemplate: false)
        case .epp: SyntaxCheck(isTemplate: true)
        case .evaluator: EvaluationCheck()
        case .types: TypeCheck()
        case .yaml: YAMLCheck()
        case .hiera: HieraCheck(corpus: corpus)
        case .eyaml: EyamlCheck(corpus: corpus)
        case .json: JSONCheck()
        case .regexp: RegexpCheck()
        case .cel: CELCheck()
        }
    }
}

/// Runs one input, and says what does not hold.
protocol Check {
    func run(_ bytes: [UInt8]) async throws
}
