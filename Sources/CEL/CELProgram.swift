package import JSON

/// An expression, parsed once and run many times.
///
/// The language is Kubernetes 1.36's: the Common Expression Language with its extensions for strings, lists, sets,
/// regular expressions, URLs, quantities, addresses, formats and versions.
package struct CELProgram: Sendable {
    /// Kubernetes' limit on what one evaluation may cost.
    package static let costLimit = 10_000_000

    package let source: String
    /// The variables that the expression asks for.
    package let variables: [String]
    private let root: Node
    private let localCount: Int

    /// Throws where the text is no expression, or calls a function that there is not.
    package init(parsing source: String) throws(CELError) {
        do {
            try self.init(source, Parser.parse(source))
        } catch {
            throw error.shown(in: source)
        }
    }

    init(_ source: String, _ expression: Expression) throws(CELError) {
        var resolver = Resolver()
        root = try resolver.resolve(expression)
        self.source = source
        variables = resolver.globals
        localCount = resolver.localCount
    }

    /// The value of the expression with variables set to JSON values.
    package func evaluate(_ variables: [String: JSON]) throws(CELError) -> CELValue {
        try evaluate(values: variables.mapValues(CELValue.init))
    }

    /// The value of the expression; throws where a variable is missing or anything else goes wrong.
    package func evaluate(values: [String: CELValue]) throws(CELError) -> CELValue {
        var cost = Self.costLimit
        return try evaluate(values: values, cost: &cost)
    }

    /// - Parameters:
    ///   - cost: What the evaluation may cost, and after it what is left of that.
    ///   - timeZoneOffset: The seconds that clocks of a named zone are ahead of UTC at a time in seconds since 1970.
    package func evaluate(
        values: [String: CELValue], cost: inout Int, timeZoneOffset: (@Sendable (String, Int) -> Int?)? = nil
    ) throws(CELError) -> CELValue {
        var context = EvaluationContext(
            globals: variables.map { values[$0] }, localCount: localCount, costLimit: cost,
            timeZoneOffset: timeZoneOffset)
        defer { cost = context.remainingCost }
        return try root.evaluate(&context)
    }

    /// Whether the expression is true; throws where it is no truth value.
    package func evaluateBoolean(_ variables: [String: JSON]) throws(CELError) -> Bool {
        guard case .boolean(let value) = try evaluate(variables) else {
            throw .evaluation("the expression does not evaluate to a bool: \(source)")
        }
        return value
    }
}
