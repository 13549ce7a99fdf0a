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
    /// The name of the type that the expression is known to have; `dyn` where that is not known.
    package let resultType: String
    private let root: Node
    private let localCount: Int

    /// Throws where the text is no expression, or calls a function that there is not.
    package init(parsing source: String) throws(CELError) {
        try self.init(source, Parser.parse(source))
    }

    /// An expression for variables of known schemas. Throws all that does not fit them, in the words of Kubernetes.
    package init(compiling source: String, for variables: [CELVariable]) throws(CELError) {
        let expression = try Parser.parse(source, isStrict: true)
        let types = Dictionary(variables.map { ($0.name, $0.type) }, uniquingKeysWith: { first, _ in first })
        let type = try Checker.check(expression, types, source: source)
        try self.init(source, expression, type)
    }

    private init(_ source: String, _ expression: Expression, _ type: CELType = .dynamic) throws(CELError) {
        var resolver = Resolver()
        do { root = try resolver.resolve(expression) } catch { throw error.shown(in: source) }
        self.source = source
        resultType = type.description
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

/// A variable that an expression may use.
package struct CELVariable: Sendable {
    package let name: String
    let type: CELType

    /// - Parameter isOptional: Whether the value may be missing, and is an optional for that.
    package init(name: String, schema: CELSchema, isOptional: Bool = false) {
        self.name = name
        type = isOptional ? .optional(CELType(schema)) : CELType(schema)
    }
}
