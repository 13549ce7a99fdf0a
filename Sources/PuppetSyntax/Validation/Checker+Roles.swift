import Diagnostics

extension Checker {
    mutating func rvalues(_ left: Expression, _ right: Expression) {
        rvalue(left)
        rvalue(right)
    }

    /// Checks that an expression produces a value.
    mutating func rvalue(_ expression: Expression) {
        switch expression {
        case .collect, .hostClassDefinition, .resourceTypeDefinition, .nodeDefinition, .functionDefinition, .typeAlias,
            .typeMapping, .typeDefinition:
            report("not_rvalue", .notValue(expression), at: expression.range)
        case .parenthesized(let node): rvalue(node.expr)
        case .not(let node): rvalue(node.expr)
        case .unaryMinus(let node): rvalue(node.expr)
        case .unfold(let node): rvalue(node.expr)
        case .text(let node): rvalue(node.expr)
        case .render(let node): rvalue(node.expr)
        default: break
        }
    }

    /// Checks a side of a relationship.
    mutating func relation(_ expression: Expression) {
        switch expression {
        case .collect, .relationship: break
        default: rvalue(expression)
        }
    }

    /// Checks what is between `<|` and `|>`.
    mutating func checkQuery(_ expression: Expression) {
        switch expression {
        case .comparison(let node) where node.operator == .equal || node.operator == .notEqual: break
        case .and(let node):
            checkQuery(node.leftExpr)
            checkQuery(node.rightExpr)
        case .or(let node):
            checkQuery(node.leftExpr)
            checkQuery(node.rightExpr)
        case .parenthesized(let node): checkQuery(node.expr)
        case .variable, .qualifiedName, .literalInteger, .literalFloat, .literalString, .literalBoolean: break
        default: report("illegal_query_expression", .illegalQuery(expression), at: expression.range)
        }
    }

    /// Whether evaluating an expression changes nothing, so that only its value matters.
    static func isIdempotent(_ expression: Expression) -> Bool {
        switch expression {
        case .nop, .literalInteger, .literalFloat, .literalString, .literalBoolean, .literalUndef, .literalDefault,
            .literalRegularExpression, .literalList, .literalHash, .qualifiedName, .qualifiedReference,
            .reservedWord, .variable, .access, .namedAccess, .arithmetic, .comparison, .in, .and, .or, .not,
            .unaryMinus, .unfold, .text, .concatenatedString, .heredoc, .selector:
            true
        case .parenthesized(let node): isIdempotent(node.expr)
        case .block(let node): node.statements.allSatisfy(isIdempotent)
        case .if(let node):
            isIdempotent(node.test) && isIdempotent(node.thenExpr) && isIdempotent(node.elseExpr)
        case .unless(let node):
            isIdempotent(node.test) && isIdempotent(node.thenExpr) && isIdempotent(node.elseExpr)
        case .case(let node):
            isIdempotent(node.test)
                && node.options.allSatisfy { $0.values.allSatisfy(isIdempotent) && isIdempotent($0.thenExpr) }
        // A match sets `$1` and so on.
        case .match, .relationship, .assignment, .render, .renderString, .epp, .callNamedFunction, .callMethod,
            .lambda, .resource, .resourceDefaults, .resourceOverride, .collect, .hostClassDefinition,
            .resourceTypeDefinition, .nodeDefinition, .functionDefinition, .typeAlias, .typeMapping, .typeDefinition:
            false
        }
    }

    /// Whether a block is what `name { attribute => value }` was made into.
    static func isResourceWithoutTitle(_ expression: Expression) -> Bool {
        guard case .block(let block) = expression else { return false }
        return isResourceWithoutTitle(block)
    }

    static func isResourceWithoutTitle(_ block: BlockExpression) -> Bool {
        guard block.statements.count == 2,
            case .qualifiedName = block.statements[0], case .literalHash = block.statements[1]
        else { return false }
        return true
    }
}

extension Checker {
    /// The value of a key that is a literal.
    private enum Literal: Hashable {
        case undef, `default`, boolean(Bool), integer(Int), float(Double), string(String), pattern(String)
        case list([Literal]), hash([Literal: Literal])
    }

    mutating func checkKeys(_ node: LiteralHash) {
        guard node.entries.count > 1 else { return }
        var keys: Set<Literal> = []
        for entry in node.entries {
            guard let key = Self.literal(entry.key), !keys.insert(key).inserted else { continue }
            report("duplicate_key", .duplicateKey(Self.text(key)), at: entry.range)
        }
    }

    private static func literal(_ expression: Expression) -> Literal? {
        switch expression {
        case .literalString(let node): return .string(node.value)
        case .qualifiedName(let node): return .string(node.value)
        case .literalInteger(let node): return .integer(node.value)
        case .literalFloat(let node): return .float(node.value)
        case .literalBoolean(let node): return .boolean(node.value)
        case .literalUndef: return .undef
        case .literalDefault: return .default
        case .literalRegularExpression(let node): return .pattern(node.pattern)
        case .concatenatedString(let node):
            guard node.segments.count == 1, case .literalString(let text) = node.segments[0] else { return nil }
            return .string(text.value)
        case .literalList(let node):
            var values: [Literal] = []
            for value in node.values {
                guard let value = literal(value) else { return nil }
                values.append(value)
            }
            return .list(values)
        case .literalHash(let node):
            var members: [Literal: Literal] = [:]
            for entry in node.entries {
                guard let key = literal(entry.key), let value = literal(entry.value) else { return nil }
                members[key] = value
            }
            return .hash(members)
        default: return nil
        }
    }

    private static func text(_ literal: Literal) -> String {
        switch literal {
        case .undef: ""
        case .default: "default"
        case .boolean(let value): String(value)
        case .integer(let value): String(value)
        case .float(let value): String(value)
        case .string(let value): value
        case .pattern(let value): LiteralRegularExpression.shown(value)
        case .list(let values): "[" + values.map(inspected).joined(separator: ", ") + "]"
        case .hash(let members):
            "{" + members.map { "\(inspected($0))=>\(inspected($1))" }.sorted().joined(separator: ", ") + "}"
        }
    }

    private static func inspected(_ literal: Literal) -> String {
        switch literal {
        case .undef: "nil"
        case .default: ":default"
        case .string(let value): "\"\(value)\""
        case .pattern(let value): "/\(value)/"
        default: text(literal)
        }
    }
}

extension Diagnostic.Message {
    fileprivate static func notValue(_ expression: Expression) -> Self {
        "Invalid use of expression. \(expression.labelWithCapitalArticle) does not produce a value"
    }
    fileprivate static func illegalQuery(_ expression: Expression) -> Self {
        "Illegal query expression. \(expression.labelWithCapitalArticle) cannot be used in a query"
    }
    fileprivate static func duplicateKey(_ key: String) -> Self { "The key '\(key)' is declared more than once" }
}
