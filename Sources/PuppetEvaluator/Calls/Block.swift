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
        return try evaluator.inFile(file) { () throws(Interruption) in
            if lambda.shape.isPlain, arguments.count >= lambda.parameters.count {
                local.reserveCapacity(lambda.parameters.count)
                for position in lambda.parameters.indices {
                    local.set(lambda.parameters[position].name, arguments[position])
                }
                evaluator.tracer?.entered(self, local, arguments)
                do throws(Interruption) {
                    return try evaluator.evaluate(lambda.body, local)
                } catch .next(let value, _) {
                    return value
                }
            }
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

    private func check(_ value: Value, _ signature: CallableSignature) throws(Interruption) -> Value {
        guard let type = signature.returnType, !type.accepts(value) else { return value }
        throw .failure(
            TypeMismatch.describe(subject: "value returned from lambda has wrong type,", expected: type, actual: value))
    }
}
