import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    /// Runs something whose expressions lie in another file.
    func inFile<Result>(
        _ file: SourceFile, _ body: () throws(Interruption) -> Result
    ) throws(Interruption) -> Result {
        let outer = self.file
        self.file = file
        defer { self.file = outer }
        return try body()
    }

    /// What a lambda or a function takes and gives.
    func signature(
        of parameters: [Parameter], returnType: Expression?, _ scope: Scope
    ) throws(Interruption) -> CallableSignature {
        var types: [PuppetType] = []
        var minimum = 0
        var maximum: Int? = 0
        var sawOptional = false
        for parameter in parameters {
            var type = try self.type(of: parameter, scope)
            var least = parameter.value == nil ? 1 : 0
            var most: Int? = 1
            if parameter.capturesRest {
                (type, least, most) = Self.capturing(type)
            }
            if least == 0 {
                sawOptional = true
            } else if sawOptional {
                throw fail(
                    "required_after_optional",
                    "Parameter $\(parameter.name) is required but appears after optional parameters", parameter.range)
            }
            types.append(type)
            minimum &+= least
            maximum = maximum.flatMap { total in most.map { total &+ $0 } }
        }
        return CallableSignature(
            parameters: types, minimum: minimum, maximum: maximum,
            returnType: try returnType.map { expression throws(Interruption) in try self.type(of: expression, scope) },
            names: parameters.map(\.name))
    }

    /// `Array[T, 1, 3] *$rest` takes one to three of T; any other type takes any number of it.
    private static func capturing(_ type: PuppetType) -> (PuppetType, Int, Int?) {
        guard case .array(let element, let size) = type else { return (type, 0, nil) }
        return (element, size?.lower ?? 0, size?.upper)
    }

    /// The default of a parameter.
    func evaluateDefault(_ expression: Expression, _ scope: Scope) throws(Interruption) -> Value {
        do {
            return try evaluate(expression, scope)
        } catch .unevaluatedParameter(let message) {
            throw .failure(message)
        }
    }

    /// Sets the parameters in a scope, after their types were checked.
    func bind(
        _ arguments: [Value], to parameters: [Parameter], _ signature: CallableSignature, callee: String, _ scope: Scope
    ) throws(Interruption) {
        scope.reserveCapacity(parameters.count)
        let needsDefaults = arguments.count < parameters.count || parameters.last?.capturesRest == true
        let parameterGuard = needsDefaults ? ParameterGuard(callee: callee, names: parameters.map(\.name)) : nil
        scope.parameterGuard = parameterGuard
        defer { scope.parameterGuard = nil }
        var given: [Value] = []
        given.reserveCapacity(parameters.count)
        for (position, parameter) in parameters.enumerated() {
            parameterGuard?.current = parameter.name
            if parameter.capturesRest {
                let rest = try captured(parameter, Array(arguments.dropFirst(position)), scope)
                given.append(contentsOf: rest)
                scope.set(parameter.key, .array(rest))
            } else {
                let value: Value
                if position < arguments.count {
                    value = arguments[position]
                } else if let expression = parameter.value {
                    value = try evaluateDefault(expression, scope)
                } else {
                    throw fail(
                        "missing_parameter", "Parameter $\(parameter.name) is required but no value was given",
                        parameter.range)
                }
                given.append(value)
                scope.set(parameter.key, value)
            }
        }
        guard signature.accepts(given) else {
            throw .failure(
                TypeMismatch.describeCall(function: callee, signatures: [signature], arguments: given, block: nil))
        }
    }

    private func captured(_ parameter: Parameter, _ rest: [Value], _ scope: Scope) throws(Interruption) -> [Value] {
        let isMissing = rest.isEmpty || (rest.count == 1 && rest[0] == .undef)
        guard isMissing, let expression = parameter.value else { return rest }
        let value = try evaluateDefault(expression, scope)
        if case .array(let elements) = value { return elements }
        return [value]
    }
}
