import Diagnostics
import PuppetSyntax
import PuppetTypes

/// Evaluates the expressions of one compile.
///
/// It holds the compile's state and belongs to one thread. What it evaluates is a tree that others share.
package final class Evaluator {
    package let input: CompileInput
    let builder: CatalogBuilder
    let definitions: DefinitionTable
    let types: TypeTable
    /// The top scope; facts and what site manifests assign.
    package let topScope: Scope
    /// The scopes of the classes that were evaluated.
    var classScopes: [String: Scope] = [:]
    /// Where the defaults of a class's parameters are evaluated, while they are: `$class::parameter` is seen there.
    var defaultScopes: [String: Scope] = [:]
    var nodeScope: Scope?
    /// The file of the expression that is being evaluated.
    var file: SourceFile
    /// What is being evaluated, outermost first.
    var callStack: [Frame] = []
    package internal(set) var logs: [LogEntry] = []
    var trace: CompileTrace?
    /// Set while the compile runs to be explained.
    let tracer: OriginTracer?
    /// The collector that was evaluated last, for the arrow that it stands beside.
    var lastCollector: Collector?
    /// What the names of resource types were found to mean.
    var resourceTypeNames: [String: ResourceTypeName] = [:]
    /// The templates that were rendered, by name.
    var templates: [String: Template] = [:]
    /// Functions in the Puppet language, by name; nil for names that have none.
    var functions: [String: PuppetFunction?] = [:]
    /// The backends of Hiera that are running, outermost first.
    var backends: [RunningBackend] = []
    /// How many backends were run.
    var backendCount = 0
    /// The errors that were kept while the compile went on.
    var problems: [EvaluationError] = []
    /// Something is missing from the catalog because its evaluation failed.
    var hasEvaluationProblems = false
    /// Everything is evaluated, and the result is being checked.
    var isFinishing = false
    /// A limit was passed, so that nothing more of this compile is to be run.
    var hasPassedLimit = false
    /// Whether the list or hash that was evaluated last, of those that stand in a manifest, holds a secret.
    var literalHoldsSecret = false
    /// The list or hash that grew in place last, with its size.
    var lastGrown: GrownValue?
    private var depth = 0
    private var steps = 0
    /// The count of steps at which the limits are looked at.
    private var checkpoint = 0
    private let maximumDepth: Int

    init(input: CompileInput) {
        self.input = input
        let site = SourceFile(path: "", bytes: [])
        file = site
        definitions = DefinitionTable(loader: input.loader)
        types = TypeTable()
        let main = definitions.main
        topScope = Scope(kind: .top, parent: nil, named: NamedScope(resource: nil, source: main, outer: nil))
        builder = CatalogBuilder(limits: input.limits)
        trace = input.isTracing ? CompileTrace() : nil
        tracer = input.tracesOrigins ? OriginTracer() : nil
        maximumDepth = input.limits.depth
    }

    /// The value of an expression.
    ///
    /// A complaint without a place gets this expression's, with the words "Error while evaluating …" before it.
    func evaluate(_ expression: Expression, _ scope: Scope) throws(Interruption) -> Value {
        try evaluate(expression) { () throws(Interruption) in try evaluateNode(expression, scope) }
    }

    /// The value that a body finds for an expression, counted and with the words for its complaints.
    @inline(__always)
    func evaluate(
        _ expression: Expression, by body: () throws(Interruption) -> Value
    ) throws(Interruption) -> Value {
        try enter(expression.range)
        defer { leave() }
        do throws(Interruption) {
            return try body()
        } catch .failure(let message, let notes) {
            throw fail(
                "runtime_error", "Error while evaluating \(Label.article(expression)), \(message)", expression.range,
                notes: notes)
        }
    }

    /// Counts a step and a level; every recursion of the evaluator begins with it and ends with `leave`.
    func enter(_ range: @autoclosure () -> SourceRange) throws(Interruption) {
        steps &+= 1
        if depth >= maximumDepth || steps > checkpoint {
            do throws(Interruption) {
                try checkLimits()
            } catch .failure(let message, let notes) {
                throw fail("limit_exceeded", message, range(), notes: notes)
            }
        }
        depth &+= 1
    }

    func leave() { depth &-= 1 }

    /// Counts work that is not the evaluation of an expression.
    func countSteps(_ count: Int) throws(Interruption) {
        steps &+= count
        if steps > checkpoint { try checkLimits() }
    }

    /// Steps between two looks at the limits and at whoever asked for the compile.
    private static let checkInterval = 8192

    private func checkLimits() throws(Interruption) {
        if depth >= maximumDepth {
            throw passed(.depth, "evaluation is nested more than \(maximumDepth) levels deep")
        }
        if steps > input.limits.steps {
            throw passed(.steps, "evaluation is longer than \(input.limits.steps) steps")
        }
        switch input.stop() {
        case nil: checkpoint = min(steps &+ Self.checkInterval, input.limits.steps)
        case .timedOut: throw passed(.seconds, "the compile takes longer than \(input.limits.seconds) seconds")
        case .cancelled:
            hasPassedLimit = true
            throw raise("compile_cancelled", "the compile was cancelled", at: nil)
        }
    }

    private func evaluateNode(_ expression: Expression, _ scope: Scope) throws(Interruption) -> Value {
        switch expression {
        case .literalInteger(let node): .integer(node.value)
        case .literalFloat(let node): .float(node.value)
        case .literalString(let node): .string(node.value)
        case .literalBoolean(let node): .boolean(node.value)
        case .literalUndef, .nop: .undef
        case .literalDefault: .default
        case .literalRegularExpression(let node): .regexp(node.pattern)
        case .literalList(let node): try evaluateList(node, scope)
        case .literalHash(let node): try evaluateHash(node, scope)
        case .concatenatedString(let node): try evaluateString(node, scope)
        case .text(let node): try evaluateText(node, scope)
        case .heredoc(let node): try evaluateHeredoc(node, scope)
        case .qualifiedName(let node): .string(node.value)
        case .qualifiedReference(let node): .type(try evaluateReference(node, scope))
        case .reservedWord(let node): try evaluateReservedWord(node)
        case .variable(let node): try evaluateVariable(node, scope)
        case .parenthesized(let node): try evaluate(node.expr, scope)
        case .not(let node): .boolean(!(try evaluate(node.expr, scope).isTruthy))
        case .unaryMinus(let node): try evaluateUnaryMinus(node, scope)
        case .unfold(let node): .array(try evaluateUnfold(node, scope))
        case .assignment(let node): try evaluateAssignment(node, scope)
        case .arithmetic(let node): try evaluateArithmetic(node, scope)
        case .comparison(let node): .boolean(try evaluateComparison(node, scope))
        case .match(let node): .boolean(try evaluateMatch(node, scope))
        case .in(let node): .boolean(try evaluateIn(node, scope))
        case .and(let node): .boolean(try evaluateAnd(node, scope))
        case .or(let node): .boolean(try evaluateOr(node, scope))
        case .relationship(let node): try evaluateRelationship(node, scope)
        case .access(let node): try evaluateAccess(node, scope)
        case .namedAccess(let node): try evaluateNamedAccess(node, scope)
        case .selector(let node): try evaluateSelector(node, scope)
        case .block(let node): try evaluateBlock(node, scope)
        case .if(let node): try evaluateIf(node, scope)
        case .unless(let node): try evaluateUnless(node, scope)
        case .case(let node): try evaluateCase(node, scope)
        case .callNamedFunction(let node): try evaluateCall(node, scope)
        case .callMethod(let node): try evaluateCall(node, scope)
        case .lambda(let node): try evaluateLambda(node)
        case .resource(let node): try evaluateResource(node, scope)
        case .resourceDefaults(let node): try evaluateResourceDefaults(node, scope)
        case .resourceOverride(let node): try evaluateResourceOverride(node, scope)
        case .collect(let node): try evaluateCollect(node, scope)
        case .epp(let node): try evaluateTemplate(node, scope)
        case .renderString(let node): try evaluateRenderString(node, scope)
        case .render(let node): try evaluateRender(node, scope)
        case .hostClassDefinition, .resourceTypeDefinition, .nodeDefinition, .functionDefinition, .typeAlias,
            .typeMapping,
            .typeDefinition:
            // Definitions were taken note of when their file was loaded.
            .undef
        }
    }

    private func evaluateBlock(_ node: BlockExpression, _ scope: Scope) throws(Interruption) -> Value {
        if input.collectsErrors { return try evaluateRecovering(node, scope) }
        var result = Value.undef
        for statement in node.statements { result = try evaluate(statement, scope) }
        return result
    }
}
