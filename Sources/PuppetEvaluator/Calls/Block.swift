import Diagnostics
import OrderedCollections
import PuppetSyntax
package import PuppetTypes

/// A lambda together with the scope that it was written in, as a function is given it.
package final class Block {
    let lambda: LambdaExpression
    let file: SourceFile
    private let evaluator: Evaluator
    private let scope: Scope
    private var resolved: CallableSignature?

    /// The call that it was given to, where the compile is traced.
    let site: CallSite?

    init(lambda: LambdaExpression, file: SourceFile, scope: Scope, evaluator: Evaluator, site: CallSite? = nil) {
        self.lambda = lambda
        self.site = site
        self.file = file
        self.scope = scope
        self.evaluator = evaluator
    }

    /// The number of its parameters; a last one that captures the rest counts once.
    package var parameterCount: Int { lambda.parameters.count }

    package var capturesRest: Bool { lambda.shape.capturesRest }

    /// Its parameters' types, for checks and messages.
    package func signature() throws(Interruption) -> CallableSignature {
        if let resolved { return resolved }
        let signature = try evaluator.inFile(file) { () throws(Interruption) in
            try evaluator.signature(of: lambda.parameters, returnType: lambda.returnType, scope)
        }
        resolved = signature
        return signature
    }

    /// Calls the lambda. Arguments past its parameters are dropped, as Puppet drops them.
    ///
    /// `next` ends the call with a value. `break` and `return` go on to the function that was given the block:
    /// iteration stops at `.broken`, everything else lets them pass.
    package func callAsFunction(_ arguments: Value...) throws(Interruption) -> Value { try self(arguments) }

    package func callAsFunction(_ arguments: [Value]) throws(Interruption) -> Value {
        let local = scope.local()
        let parameters = lambda.parameters
        if lambda.shape.isPlain, arguments.count >= parameters.count {
            local.reserveCapacity(parameters.count)
            for position in parameters.indices { local.set(parameters[position].key, arguments[position]) }
            evaluator.tracer?.entered(self, local, arguments)
            return try run(in: local)
        }
        return try evaluator.inFile(file) { () throws(Interruption) in
            let signature = try signature()
            try evaluator.bind(arguments, to: lambda.parameters, signature, callee: "lambda", local)
            evaluator.tracer?.entered(self, local, arguments)
            do throws(Interruption) {
                let value = try evaluator.evaluate(lambda.body, local)
                return try check(value, signature)
            } catch .next(let value, _) {
                return try check(value, signature)
            }
        }
    }

    /// Calls the lambda with an element of what is iterated over, and maybe its position before it.
    func call(_ position: Value?, _ element: Value) throws(Interruption) -> Value {
        guard lambda.shape.isPlain, evaluator.tracer == nil else {
            return try self(position.map { [$0, element] } ?? [element])
        }
        switch (lambda.parameters.count, position) {
        case (1, nil):
            let local = scope.local()
            local.reserveCapacity(1)
            local.set(lambda.parameters[0].key, element)
            return try run(in: local)
        case (2, let position?):
            let local = scope.local()
            local.reserveCapacity(2)
            local.set(lambda.parameters[0].key, position)
            local.set(lambda.parameters[1].key, element)
            return try run(in: local)
        default: return try self(position.map { [$0, element] } ?? [element])
        }
    }

    /// The value of the body of a lambda without types, whose variables are set.
    private func run(in local: Scope) throws(Interruption) -> Value {
        let outerFile = evaluator.file
        evaluator.file = file
        defer { evaluator.file = outerFile }
        do throws(Interruption) {
            return try evaluator.evaluate(lambda.body, local)
        } catch .next(let value, _) {
            return value
        }
    }

    /// Calls a lambda of two plain parameters with what was made so far and an element, and puts what it gives in the
    /// place of the former. False where `break` ended the call, which then leaves the former as it was.
    ///
    /// The lambda's variable alone holds what was made so far, so that `$memo + …` can let it grow in place.
    func fold(_ memo: inout Value, _ element: Value) throws(Interruption) -> Bool {
        let local = scope.local()
        local.reserveCapacity(2)
        local.set(lambda.parameters[0].key, memo)
        memo = .undef
        local.set(lambda.parameters[1].key, element)
        do throws(Interruption) {
            memo = try run(in: local)
        } catch .broken {
            memo = local.value(of: lambda.parameters[0].key) ?? .undef
            return false
        }
        return true
    }

    var canFold: Bool { lambda.shape.isPlain && lambda.parameters.count == 2 && evaluator.tracer == nil }

    private func check(_ value: Value, _ signature: CallableSignature) throws(Interruption) -> Value {
        guard let type = signature.returnType, !type.accepts(value) else { return value }
        throw .failure(
            TypeMismatch.describe(subject: "value returned from lambda has wrong type,", expected: type, actual: value))
    }
}
