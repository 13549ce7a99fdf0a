import Diagnostics
import PuppetSyntax
import PuppetTypes

/// A function in the Puppet language.
final class PuppetFunction {
    let definition: FunctionDefinition
    let file: SourceFile
    private var resolved: CallableSignature?

    init(definition: FunctionDefinition, file: SourceFile) {
        self.definition = definition
        self.file = file
    }

    func call(_ arguments: [Value], block: Block?, _ evaluator: Evaluator) throws(Interruption) -> Value {
        let site = evaluator.tracer?.takeCall(of: definition.name)
        return try evaluator.inFile(file) { () throws(Interruption) in
            let signature = try signature(evaluator)
            guard block == nil, signature.accepts(arguments) else {
                throw .failure(
                    TypeMismatch.describeCall(
                        function: definition.name, signatures: [signature], arguments: arguments,
                        block: try block?.signature()))
            }
            let scope = evaluator.topScope.local()
            try evaluator.bind(arguments, to: definition.parameters, signature, callee: definition.name, scope)
            evaluator.tracer?.entered(definition, site, scope)
            do throws(Interruption) {
                return try check(try evaluator.evaluate(definition.body, scope), signature)
            } catch .next(let value, _) {
                return try check(value, signature)
            } catch .returned(let value, _) {
                return try check(value, signature)
            }
        }
    }

    /// Evaluated once: the types of parameters see the top scope only.
    private func signature(_ evaluator: Evaluator) throws(Interruption) -> CallableSignature {
        if let resolved { return resolved }
        let signature = try evaluator.signature(
            of: definition.parameters, returnType: definition.returnType, evaluator.topScope)
        resolved = signature
        return signature
    }

    /// The declared type of its value; nil where it declares none.
    func returnType(_ evaluator: Evaluator) throws(Interruption) -> PuppetType? { try signature(evaluator).returnType }

    private func check(_ value: Value, _ signature: CallableSignature) throws(Interruption) -> Value {
        guard let type = signature.returnType, !type.accepts(value) else { return value }
        throw .failure(
            TypeMismatch.describe(
                subject: "value returned from \(definition.name) has wrong type,", expected: type, actual: value))
    }
}
