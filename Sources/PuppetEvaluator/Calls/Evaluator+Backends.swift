import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes

/// A backend of Hiera while it runs.
struct RunningBackend {
    /// By which its `Puppet::LookupContext` knows it.
    let handle: Int
    let host: any BackendHost
}

extension Evaluator {
    /// Calls a function that gives data, with a `Puppet::LookupContext` as its last argument.
    func run(_ call: BackendCall, _ scope: Scope, at place: SourcePlace) throws(Interruption) -> LookupBackendOutcome {
        guard try isFunction(call.function) else { return .noFunction }
        if BuiltinFunctions.core[call.function] == nil, let function = try puppetFunction(call.function) {
            try function.checkReturnType(of: call.kind, self)
        }
        backendCount &+= 1
        backends.append(RunningBackend(handle: backendCount, host: call.host))
        defer { backends.removeLast() }
        let context = ObjectValue(typeName: "Puppet::LookupContext", attributes: [:], handle: backendCount)
        do throws(Interruption) {
            return .value(
                try self.call(call.function, call.arguments + [.object(context)], nil, scope, at: place))
        } catch .notFound {
            return .notFound
        }
    }

    /// The backend that a value is the context of; nil for any other value.
    func backend(behind object: ObjectValue) throws(Interruption) -> RunningBackend? {
        guard let handle = object.handle else { return nil }
        guard let running = backends.last(where: { $0.handle == handle }) else {
            throw .failure("the \(object.typeName) is used after the call that it was made for")
        }
        return running
    }
}

extension PuppetFunction {
    /// A declared return type must promise what such a backend gives.
    fileprivate func checkReturnType(
        of kind: LookupBackendKind, _ evaluator: Evaluator
    ) throws(Interruption) {
        let type = try evaluator.inFile(file) { () throws(Interruption) in try returnType(evaluator) }
        let expected = kind.returnType
        // One that promises nothing is as good as none.
        guard let type, type != .any, !expected.isAssignable(from: type) else { return }
        throw .failure(
            TypeMismatch.describe(
                subject: "Return type of '\(kind.rawValue)' function named '\(definition.name)' is incorrect,",
                expected: expected, actualType: type))
    }
}
