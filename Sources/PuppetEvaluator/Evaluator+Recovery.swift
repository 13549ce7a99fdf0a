import Diagnostics
import PuppetSyntax
import PuppetTypes

/// Going on after an error, to find all that are independent. A compile that fails is run once more in this way.
extension Evaluator {
    /// Errors kept at the most.
    private static let maximumProblems = 1000

    /// Runs something that nothing later depends on. Where all errors are wanted, its error is kept and the rest goes on.
    func recovering(at place: SourcePlace? = nil, _ body: () throws(Interruption) -> Void) throws(Interruption) {
        guard input.collectsErrors else { return try body() }
        do throws(Interruption) {
            try body()
        } catch {
            guard !hasPassedLimit, problems.count < Self.maximumProblems else { throw error }
            switch error {
            case .error(let problem): keep(problem)
            case .failure: keep(escaped(error, at: place))
            case .unevaluatedParameter, .next, .returned, .broken, .notFound: throw error
            }
        }
    }

    /// An error that only says what an earlier one has left out is not kept.
    private func keep(_ problem: EvaluationError) {
        let message = problem.diagnostic.message.text
        let mayFollow =
            ["missing_resource", "unknown_resource"].contains(problem.diagnostic.id)
            || (problem.diagnostic.id == "unknown_variable" && message.contains("::"))
        if mayFollow, hasEvaluationProblems { return }
        if problems.contains(where: { $0.diagnostic.place == problem.diagnostic.place && $0 == problem }) { return }
        problems.append(problem)
        if !isFinishing { hasEvaluationProblems = true }
    }

    /// A block whose statements that declare something do not end it when they fail.
    func evaluateRecovering(_ node: BlockExpression, _ scope: Scope) throws(Interruption) -> Value {
        var result = Value.undef
        for statement in node.statements {
            guard statement.isDeclaration else {
                result = try evaluate(statement, scope)
                continue
            }
            try recovering(at: place(statement.range)) { () throws(Interruption) in
                result = try evaluate(statement, scope)
            }
        }
        return result
    }
}

extension Expression {
    private static let declaringFunctions: Set<String> = ["include", "contain", "require", "create_resources"]

    /// Whether the statement declares resources or classes, and gives no value that anything needs.
    fileprivate var isDeclaration: Bool {
        switch self {
        case .resource, .resourceOverride, .collect: return true
        case .callNamedFunction(let call):
            guard case .qualifiedName(let name) = call.functorExpr else { return false }
            return Self.declaringFunctions.contains(name.value)
        default: return false
        }
    }
}
