import Diagnostics
import Regexp

extension Checker {
    /// Checks one node in its role, without its children.
    mutating func check(_ expression: Expression) {
        switch expression {
        case .literalList(let node): for value in node.values { rvalue(value) }
        case .literalHash(let node): checkKeys(node)
        case .literalRegularExpression(let node): check(node)
        case .text(let node): rvalue(node.expr)
        case .heredoc(let node): check(node)
        case .reservedWord(let node): report("reserved_word", .reservedWord(node.word), at: node.range)
        case .variable(let node): check(node)
        case .parenthesized(let node): rvalue(node.expr)
        case .not(let node): rvalue(node.expr)
        case .unaryMinus(let node): rvalue(node.expr)
        case .unfold(let node): rvalue(node.expr)
        case .render(let node): rvalue(node.expr)
        case .assignment(let node): check(node)
        case .arithmetic(let node): rvalues(node.leftExpr, node.rightExpr)
        case .comparison(let node): rvalues(node.leftExpr, node.rightExpr)
        case .match(let node): rvalues(node.leftExpr, node.rightExpr)
        case .in(let node): rvalues(node.leftExpr, node.rightExpr)
        case .and(let node): rvalues(node.leftExpr, node.rightExpr)
        case .or(let node): rvalues(node.leftExpr, node.rightExpr)
        case .relationship(let node):
            relation(node.leftExpr)
            relation(node.rightExpr)
        case .selector(let node): check(node)
        case .block(let node): check(node)
        case .if(let node): rvalue(node.test)
        case .unless(let node): rvalue(node.test)
        case .case(let node): check(node)
        case .callNamedFunction(let node): check(node)
        case .lambda(let node): check(node)
        case .resource, .resourceDefaults, .resourceOverride, .collect: checkResource(expression)
        case .hostClassDefinition, .resourceTypeDefinition, .nodeDefinition, .functionDefinition, .typeAlias,
            .typeMapping, .typeDefinition:
            checkDefinition(expression)
        case .literalInteger, .literalFloat, .literalString, .literalBoolean, .literalUndef, .literalDefault,
            .concatenatedString, .qualifiedName, .qualifiedReference, .nop, .access,
            .namedAccess, .callMethod, .epp, .renderString:
            break
        }
    }

    private mutating func check(_ node: VariableExpression) {
        guard !NamingRule.isVariable(node.name) else { return }
        if node.name.utf8.first?.isDigit == true {
            guard !NamingRule.isNumericVariable(node.name) else { return }
            report("illegal_numeric_var_name", .illegalNumericVariable(node.name), at: node.range)
        } else {
            report("illegal_var_name", .illegalVariable(node.name), at: node.range)
        }
    }

    /// Puppet's lexer makes the regular expression, so that a malformed one is refused where it stands.
    private mutating func check(_ node: LiteralRegularExpression) {
        do throws(RegexpError) {
            _ = try PuppetRegexp.compile(node.pattern)
        } catch {
            report("invalid_regexp", .init(error.message), at: node.range)
        }
    }

    private mutating func check(_ node: BlockExpression) {
        if Self.isResourceWithoutTitle(node), case .qualifiedName(let name)? = node.statements.first {
            return report("resource_without_title", .resourceWithoutTitle(name.value), at: node.range)
        }
        // Only the first is reported.
        if let statement = node.statements.dropLast().first(where: Self.isIdempotent) {
            report("idem_expression_not_last", .noEffect(statement), at: statement.range)
        }
    }

    private mutating func check(_ node: CallNamedFunctionExpression) {
        switch node.functorExpr {
        case .qualifiedName, .qualifiedReference: return
        case .access(let access):
            if case .qualifiedReference = access.leftExpr { return }
        case .renderString:
            return report("illegal_epp_parameters", .illegalEppParameters, at: node.range)
        default: break
        }
        illegal(node.functorExpr, as: "function name", in: .callNamedFunction(node))
    }

    private mutating func check(_ node: LambdaExpression) {
        for parameter in node.parameters.dropLast() where parameter.capturesRest {
            report("captures_rest_not_last", .capturesRestNotLast(parameter.name), at: parameter.range)
        }
        if let returnType = node.returnType { checkTypeReference(returnType, in: .lambda(node)) }
    }

    /// Checks the lambda that a whole template is.
    mutating func checkTemplate(_ lambda: LambdaExpression) {
        checkNoCapture(lambda.parameters, in: lambda.body)
        checkUnique(lambda.parameters)
    }

    private mutating func check(_ node: CaseExpression) {
        rvalue(node.test)
        var hasDefault = false
        for option in node.options {
            for case .literalDefault(let value) in option.values {
                if hasDefault { report("duplicate_default", .duplicateDefault(.case(node)), at: value.range) }
                hasDefault = true
            }
        }
    }

    private mutating func check(_ node: SelectorExpression) {
        rvalue(node.leftExpr)
        var hasDefault = false
        for entry in node.selectors {
            guard case .literalDefault(let value) = entry.matchingExpr else { continue }
            // Only the second is reported.
            if hasDefault { return report("duplicate_default", .duplicateDefault(.selector(node)), at: value.range) }
            hasDefault = true
        }
    }

    private mutating func check(_ node: HeredocExpression) {
        guard case .literalString(let text) = node.textExpr, let syntax = node.syntax,
            let problem = SyntaxChecker.problem(in: text.value, syntax: syntax, nesting: nesting)
        else { return }
        report("illegal_\(syntax)", .invalidText(syntax, problem), at: text.range)
    }

    /// Reports an expression that cannot stand where it does.
    mutating func illegal(_ expression: Expression, as feature: String, in container: Expression) {
        report("illegal_expression", .illegal(expression, feature, container), at: expression.range)
    }
}

// MARK: Assignment

extension Checker {
    private mutating func check(_ node: AssignmentExpression) {
        guard node.operator == .assign else {
            return report(
                "appends_deletes_no_longer_supported", .noLongerSupported(node.operator.rawValue), at: node.range)
        }
        assign(node.leftExpr)
        rvalue(node.rightExpr)
    }

    private mutating func assign(_ target: Expression) {
        switch target {
        case .variable(let node):
            if NamingRule.isNumericVariable(node.name) {
                report("illegal_numeric_assignment", .illegalNumericAssignment(node.name), at: node.range)
            }
            if NamingRule.isQualified(node.name) {
                report("cross_scope_assignment", .crossScopeAssignment(node.name), at: node.range)
            }
        case .access(let node): report("illegal_indexed_assignment", .illegalIndexedAssignment, at: node.range)
        case .literalList(let node): for value in node.values { assign(value) }
        default: report("illegal_assignment", .illegalAssignment(target), at: target.range)
        }
    }
}

extension Diagnostic.Message {
    fileprivate static func reservedWord(_ word: String) -> Self {
        "Use of reserved word: \(word), must be quoted if intended to be a String value"
    }
    fileprivate static func illegalNumericVariable(_ name: String) -> Self {
        "Illegal numeric variable name, The given name '\(name)' must be a decimal value if it starts with a digit 0-9"
    }
    fileprivate static func illegalVariable(_ name: String) -> Self {
        """
        Illegal variable name, The given name '\(name)' does not conform to the naming rule \
        /^((::)?[a-z]\\w*)*((::)?[a-z_]\\w*)$/
        """
    }
    fileprivate static func resourceWithoutTitle(_ name: String) -> Self {
        "This expression is invalid. Did you try declaring a '\(name)' resource without a title?"
    }
    fileprivate static func noEffect(_ expression: Expression) -> Self {
        """
        This \(expression.label) has no effect. A value was produced and then forgotten (one or more preceding \
        expressions may have the wrong form)
        """
    }
    fileprivate static let illegalEppParameters: Self =
        "Ambiguous EPP parameter expression. Probably missing '<%-' before parameters to remove leading whitespace"
    fileprivate static func capturesRestNotLast(_ name: String) -> Self {
        "Parameter $\(name) is not last, and has 'captures rest'"
    }
    fileprivate static func duplicateDefault(_ container: Expression) -> Self {
        "This \(container.label) already has a 'default' entry - this is a duplicate"
    }
    fileprivate static func invalidText(_ syntax: String, _ problem: String) -> Self {
        "Invalid produced text having syntax: '\(syntax)'. \(problem)"
    }
    fileprivate static func illegal(_ expression: Expression, _ feature: String, _ container: Expression) -> Self {
        """
        Illegal expression. \(expression.labelWithCapitalArticle) is unacceptable as \(feature) in \
        \(container.labelWithArticle)
        """
    }
    fileprivate static func noLongerSupported(_ symbol: String) -> Self {
        "The operator '\(symbol)' is no longer supported. See http://links.puppet.com/remove-plus-equals"
    }
    fileprivate static func illegalNumericAssignment(_ name: String) -> Self {
        """
        Illegal attempt to assign to the numeric match result variable '$\(name)'. Numeric variables are not assignable
        """
    }
    fileprivate static func crossScopeAssignment(_ name: String) -> Self {
        "Illegal attempt to assign to '\(name)'. Cannot assign to variables in other namespaces"
    }
    fileprivate static let illegalIndexedAssignment: Self =
        "Illegal attempt to assign via [index/key]. Not an assignable reference"
    fileprivate static func illegalAssignment(_ target: Expression) -> Self {
        "Illegal attempt to assign to '\(target.labelWithArticle)'. Not an assignable reference"
    }
}
