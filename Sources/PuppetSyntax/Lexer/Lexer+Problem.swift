import Diagnostics

extension Lexer {
    /// What can be wrong with the characters of a file, in Puppet's words.
    enum Problem {
        case byteOrderMark(String, String)
        case fileTooLarge
        case nestingTooDeep
        case illegalClassReference
        case illegalFullyQualifiedClassReference
        case illegalFullyQualifiedName
        case illegalNumber(String)
        case invalidHexNumber(String)
        case invalidOctalNumber(String)
        case invalidDecimalNumber(String)
        case unclosedComment
        case unclosedQuote(after: String, following: String)
        case illegalUnicodeEscape
        case unrecognizedEscape(String)
        case heredocUnclosedParenthesis(following: String)
        case heredocInvalidSyntax
        case heredocEmptyEndTag
        case heredocMultipleEscapes(String)
        case heredocInvalidEscape(String)
        case heredocWithoutText
        case heredocWithoutEnd
        case eppUnbalancedTag
        case eppUnbalancedComment
        case eppUnbalancedExpression
    }
}

extension Lexer.Problem {
    /// The id of the diagnostic: Puppet's issue code in lower case.
    var id: String {
        switch self {
        case .byteOrderMark: "illegal_bom"
        case .fileTooLarge: "file_too_large"
        case .nestingTooDeep: "nesting_too_deep"
        case .illegalClassReference: "illegal_class_reference"
        case .illegalFullyQualifiedClassReference: "illegal_fully_qualified_class_reference"
        case .illegalFullyQualifiedName: "illegal_fully_qualified_name"
        case .illegalNumber: "illegal_number"
        case .invalidHexNumber: "invalid_hex_number"
        case .invalidOctalNumber: "invalid_octal_number"
        case .invalidDecimalNumber: "invalid_decimal_number"
        case .unclosedComment: "unclosed_mlcomment"
        case .unclosedQuote: "unclosed_quote"
        case .illegalUnicodeEscape: "illegal_unicode_escape"
        case .unrecognizedEscape: "unrecognized_escape"
        case .heredocUnclosedParenthesis: "heredoc_unclosed_parenthesis"
        case .heredocInvalidSyntax: "heredoc_invalid_syntax"
        case .heredocEmptyEndTag: "heredoc_empty_endtag"
        case .heredocMultipleEscapes: "heredoc_multiple_at_escapes"
        case .heredocInvalidEscape: "heredoc_invalid_escape"
        case .heredocWithoutText: "heredoc_without_text"
        case .heredocWithoutEnd: "heredoc_without_end_tagged_line"
        case .eppUnbalancedTag: "epp_unbalanced_tag"
        case .eppUnbalancedComment: "epp_unbalanced_comment"
        case .eppUnbalancedExpression: "epp_unbalanced_expression"
        }
    }

    var message: Diagnostic.Message {
        switch self {
        case .byteOrderMark(let format, let bytes):
            "Illegal \(format) Byte Order mark at beginning of input: [\(bytes)] - remove these from the puppet source"
        case .fileTooLarge: "the file is too large: 4 GiB is the limit"
        case .nestingTooDeep: .nestingTooDeep
        case .illegalClassReference: "Illegal class reference"
        case .illegalFullyQualifiedClassReference: "Illegal fully qualified class reference"
        case .illegalFullyQualifiedName: "Illegal fully qualified name"
        case .illegalNumber(let text): "Illegal number '\(text)'"
        case .invalidHexNumber(let text): "Not a valid hex number \(text)"
        case .invalidOctalNumber(let text): "Not a valid octal number \(text)"
        case .invalidDecimalNumber(let text): "Not a valid decimal number \(text)"
        case .unclosedComment: "Unclosed multiline comment"
        case .unclosedQuote(let after, let following): "Unclosed quote after \(after) followed by '\(following)'"
        case .illegalUnicodeEscape:
            "Unicode escape '\\u' was not followed by 4 hex digits or 1-6 hex digits in {} or was > 10ffff"
        case .unrecognizedEscape(let character): "Unrecognized escape sequence '\\\(character)'"
        case .heredocUnclosedParenthesis(let following): "Unclosed parenthesis after '@(' followed by '\(following)'"
        case .heredocInvalidSyntax: "Invalid syntax in heredoc expected @(endtag[:syntax][/escapes])"
        case .heredocEmptyEndTag: "Heredoc with an empty endtag"
        case .heredocMultipleEscapes(let escapes): "An escape char for @() may only appear once. Got '\(escapes)'"
        case .heredocInvalidEscape(let character):
            "Invalid heredoc escape char. Only t, r, n, s,  u, L, $ allowed. Got '\(character)'"
        case .heredocWithoutText: "Heredoc without any following lines of text"
        case .heredocWithoutEnd: "Heredoc without end-tagged line"
        case .eppUnbalancedTag: "Unbalanced epp tag, reached <eof> without closing tag."
        case .eppUnbalancedComment: "Reaching end after opening <%# without seeing %>"
        case .eppUnbalancedExpression: "Unbalanced embedded expression - opening <% and reaching end of input"
        }
    }
}

extension Diagnostic.Message {
    static let nestingTooDeep: Self = "expressions are nested too deeply"
}
