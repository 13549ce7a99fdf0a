package import Diagnostics

/// A node of a parsed manifest: one case for each concrete expression of Puppet's own model, `ast.pp`.
///
/// Fields keep the model's names. Nothing is folded: the tree is what the user wrote.
package indirect enum Expression: Hashable, Sendable {
    // Literals and names
    case literalInteger(LiteralInteger)
    case literalFloat(LiteralFloat)
    case literalString(LiteralString)
    case literalBoolean(LiteralBoolean)
    case literalUndef(LiteralUndef)
    case literalDefault(LiteralDefault)
    case literalRegularExpression(LiteralRegularExpression)
    case literalList(LiteralList)
    case literalHash(LiteralHash)
    case concatenatedString(ConcatenatedString)
    case text(TextExpression)
    case heredoc(HeredocExpression)
    case qualifiedName(QualifiedName)
    case qualifiedReference(QualifiedReference)
    case reservedWord(ReservedWord)
    case variable(VariableExpression)
    case nop(Nop)

    // Operators
    case parenthesized(ParenthesizedExpression)
    case not(NotExpression)
    case unaryMinus(UnaryMinusExpression)
    case unfold(UnfoldExpression)
    case assignment(AssignmentExpression)
    case arithmetic(ArithmeticExpression)
    case comparison(ComparisonExpression)
    case match(MatchExpression)
    case `in`(InExpression)
    case and(AndExpression)
    case or(OrExpression)
    case relationship(RelationshipExpression)
    case access(AccessExpression)
    case namedAccess(NamedAccessExpression)
    case selector(SelectorExpression)

    // Control and calls
    case block(BlockExpression)
    case `if`(IfExpression)
    case unless(UnlessExpression)
    case `case`(CaseExpression)
    case callNamedFunction(CallNamedFunctionExpression)
    case callMethod(CallMethodExpression)
    case lambda(LambdaExpression)

    // Resources
    case resource(ResourceExpression)
    case resourceDefaults(ResourceDefaultsExpression)
    case resourceOverride(ResourceOverrideExpression)
    case collect(CollectExpression)

    // Definitions
    case hostClassDefinition(HostClassDefinition)
    case resourceTypeDefinition(ResourceTypeDefinition)
    case nodeDefinition(NodeDefinition)
    case functionDefinition(FunctionDefinition)
    case typeAlias(TypeAlias)
    case typeMapping(TypeMapping)
    case typeDefinition(TypeDefinition)

    // Templates
    case epp(EppExpression)
    case renderString(RenderStringExpression)
    case render(RenderExpression)
}

extension Expression {
    /// Where the node stands in its file. It begins where Puppet reports the node: a binary operator at the
    /// operator, a method call at its parenthesis, a hash entry at the arrow.
    package var range: SourceRange {
        switch self {
        case .literalInteger(let node): node.range
        case .literalFloat(let node): node.range
        case .literalString(let node): node.range
        case .literalBoolean(let node): node.range
        case .literalUndef(let node): node.range
        case .literalDefault(let node): node.range
        case .literalRegularExpression(let node): node.range
        case .literalList(let node): node.range
        case .literalHash(let node): node.range
        case .concatenatedString(let node): node.range
        case .text(let node): node.range
        case .heredoc(let node): node.range
        case .qualifiedName(let node): node.range
        case .qualifiedReference(let node): node.range
        case .reservedWord(let node): node.range
        case .variable(let node): node.range
        case .nop(let node): node.range
        case .parenthesized(let node): node.range
        case .not(let node): node.range
        case .unaryMinus(let node): node.range
        case .unfold(let node): node.range
        case .assignment(let node): node.range
        case .arithmetic(let node): node.range
        case .comparison(let node): node.range
        case .match(let node): node.range
        case .in(let node): node.range
        case .and(let node): node.range
        case .or(let node): node.range
        case .relationship(let node): node.range
        case .access(let node): node.range
        case .namedAccess(let node): node.range
        case .selector(let node): node.range
        case .block(let node): node.range
        case .if(let node): node.range
        case .unless(let node): node.range
        case .case(let node): node.range
        case .callNamedFunction(let node): node.range
        case .callMethod(let node): node.range
        case .lambda(let node): node.range
        case .resource(let node): node.range
        case .resourceDefaults(let node): node.range
        case .resourceOverride(let node): node.range
        case .collect(let node): node.range
        case .hostClassDefinition(let node): node.range
        case .resourceTypeDefinition(let node): node.range
        case .nodeDefinition(let node): node.range
        case .functionDefinition(let node): node.range
        case .typeAlias(let node): node.range
        case .typeMapping(let node): node.range
        case .typeDefinition(let node): node.range
        case .epp(let node): node.range
        case .renderString(let node): node.range
        case .render(let node): node.range
        }
    }
}
