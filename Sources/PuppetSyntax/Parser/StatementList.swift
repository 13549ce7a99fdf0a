import Diagnostics

/// Collects statements, and makes calls of the names of statement functions and what follows them.
struct StatementList {
    private(set) var expressions: [Expression] = []
    /// The first list of arguments that belongs to no such function, at its comma. It is worth a message only
    /// when nothing after it is wrong.
    private(set) var problem: (message: Diagnostic.Message, comma: SourceRange)?

    init() { expressions.reserveCapacity(Parser.usualCount) }

    mutating func append(_ expression: Expression) {
        if let name = functionName {
            expressions[expressions.count - 1] = Self.call(name, [expression])
        } else {
            expressions.append(Self.asStatement(expression))
        }
    }

    /// Appends what looks like the arguments of a call without parentheses.
    mutating func append(_ arguments: [Expression], comma: SourceRange) {
        if let name = functionName {
            expressions[expressions.count - 1] = Self.call(name, arguments)
        } else if problem == nil {
            problem = (Self.problem(after: expressions.last), comma)
        }
    }

    /// The last statement, when it is the name of a statement function.
    private var functionName: Expression? {
        guard let last = expressions.last, Self.isStatementFunction(last) else { return nil }
        return last
    }

    private static func problem(after last: Expression?) -> Diagnostic.Message {
        guard case .qualifiedName(let name)? = last else { return .illegalArgumentList }
        return .argumentListNotAllowed(for: name.value)
    }

    private static func call(_ name: Expression, _ arguments: [Expression]) -> Expression {
        .callNamedFunction(
            CallNamedFunctionExpression(
                functorExpr: name, arguments: arguments, lambda: nil, isValueRequired: false,
                range: name.range.through(arguments.last?.range ?? name.range)))
    }

    /// The value of a call that is a statement is not needed.
    private static func asStatement(_ expression: Expression) -> Expression {
        guard case .callNamedFunction(let call) = expression else { return expression }
        return .callNamedFunction(
            CallNamedFunctionExpression(
                functorExpr: call.functorExpr, arguments: call.arguments, lambda: call.lambda,
                isValueRequired: false, range: call.range))
    }
}

extension StatementList {
    /// The functions that may be called as a statement, without parentheses.
    private static let statementFunctions: Set<String> = [
        "require", "realize", "include", "contain", "tag", "debug", "info", "notice", "warning", "err", "fail",
        "import", "break", "next", "return",
    ]

    static func isStatementFunction(_ expression: Expression) -> Bool {
        guard case .qualifiedName(let name) = expression else { return false }
        return statementFunctions.contains(name.value)
    }
}

extension Diagnostic.Message {
    fileprivate static let illegalArgumentList: Self = "illegal comma separated argument list"

    fileprivate static func argumentListNotAllowed(for name: String) -> Self {
        "attempt to pass argument list to the function '\(name)' which cannot be called without parentheses"
    }
}
