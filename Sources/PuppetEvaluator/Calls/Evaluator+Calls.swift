package import Diagnostics
import OrderedCollections
import PuppetSyntax
package import PuppetTypes

extension Evaluator {
    func evaluateCall(_ node: CallNamedFunctionExpression, _ scope: Scope) throws(Interruption) -> Value {
        switch node.functorExpr {
        case .qualifiedName(let name):
            let arguments = try evaluateUnfolding(node.arguments, scope)
            let site = callSite(name.value, node.arguments, node.lambda, node.range, scope)
            return try call(
                name.value, node.functionNote, arguments, block(node.lambda, scope, site), scope, node.range)
        case .qualifiedReference, .access:
            return try construct(node.functorExpr, node.arguments, node.lambda, scope, node.range)
        default:
            throw fail(
                "illegal_expression",
                "Illegal expression. \(Label.capitalizedArticle(node.functorExpr)) is unacceptable as function name in a Function Call",
                node.functorExpr.range)
        }
    }

    func evaluateCall(_ node: CallMethodExpression, _ scope: Scope) throws(Interruption) -> Value {
        guard case .namedAccess(let access) = node.functorExpr, case .qualifiedName(let name) = access.rightExpr else {
            throw fail(
                "illegal_expression",
                "Illegal expression. \(Label.capitalizedArticle(node.functorExpr)) is unacceptable as function accessor in a Method call",
                node.functorExpr.range)
        }
        var arguments: [Value] = []
        arguments.reserveCapacity(node.arguments.count + 1)
        try evaluate(access.leftExpr, unfoldingInto: &arguments, scope)
        if arguments.count == 1, case .object(let object) = arguments[0], let value = object[name.value] {
            return value
        }
        for argument in node.arguments { try evaluate(argument, unfoldingInto: &arguments, scope) }
        try checkSize(arguments.count)
        if case .object(let object)? = arguments.first, let backend = try backend(behind: object),
            let method = LookupContextMethod(rawValue: name.value)
        {
            return try method.call(
                Array(arguments.dropFirst()), block(node.lambda, scope), on: backend.host, at: place(node.range))
        }
        let site = callSite(name.value, [access.leftExpr] + node.arguments, node.lambda, node.range, scope)
        return try call(name.value, node.functionNote, arguments, block(node.lambda, scope, site), scope, node.range)
    }

    /// The call for the tracer, where there is one.
    private func callSite(
        _ function: String, _ arguments: @autoclosure () -> [Expression], _ lambda: LambdaExpression?,
        _ range: SourceRange, _ scope: Scope
    ) -> CallSite? {
        guard let tracer else { return nil }
        let site = CallSite(
            function: function, arguments: arguments(), lambda: lambda, file: file, range: range, scope: scope)
        tracer.calls(site)
        return site
    }

    /// Calls a function by name, as an expression does that knows it from the last time if it is one of Puppet's own.
    private func call(
        _ name: String, _ note: NodeNote, _ arguments: [Value], _ block: Block?, _ scope: Scope, _ range: SourceRange
    ) throws(Interruption) -> Value {
        if let known = note.content as? BuiltinFunction {
            return try call(known, arguments, block, scope, place(range))
        }
        if let function = BuiltinFunctions.core[name] { note.keep(function) }
        return try call(name, arguments, block, scope, at: place(range))
    }

    /// `Type(arguments)` is `new(Type, arguments)`.
    private func construct(
        _ functor: Expression, _ arguments: [Expression], _ lambda: LambdaExpression?, _ scope: Scope,
        _ range: SourceRange
    ) throws(Interruption) -> Value {
        let type = try evaluate(functor, scope)
        return try call("new", [type] + evaluateUnfolding(arguments, scope), block(lambda, scope), scope, range)
    }

    private func block(_ lambda: LambdaExpression?, _ scope: Scope, _ site: CallSite? = nil) -> Block? {
        lambda.map { Block(lambda: $0, file: file, scope: scope, evaluator: self, site: site) }
    }

    /// Calls a function by name: one of Puppet's own, else one in the Puppet language, else one of stdlib.
    package func call(
        _ name: String, _ arguments: [Value], _ block: Block?, _ scope: Scope, _ range: SourceRange
    ) throws(Interruption) -> Value {
        try call(name, arguments, block, scope, at: place(range))
    }

    func call(
        _ name: String, _ arguments: [Value], _ block: Block?, _ scope: Scope, at place: SourcePlace
    ) throws(Interruption) -> Value {
        if let function = BuiltinFunctions.core[name] { return try call(function, arguments, block, scope, place) }
        if name.utf8.first == UInt8(ascii: ":") {
            return try call(String(name.drop { $0 == ":" }), arguments, block, scope, at: place)
        }
        if let function = try puppetFunction(name) {
            callStack.append(Frame(subject: .function(function), place: place))
            defer { callStack.removeLast() }
            return try function.call(arguments, block: block, self)
        }
        if let function = BuiltinFunctions.standardLibrary[name] {
            return try call(function, arguments, block, scope, place)
        }
        if name == "import" { throw fail("import_discontinued", Self.importIsDiscontinued, at: place) }
        throw unknownFunction(name, at: place)
    }

    private static let importIsDiscontinued =
        "Use of 'import' has been discontinued in favor of a manifest directory. See http://links.puppet.com/puppet-import-deprecation"

    /// Whether a function of that name exists.
    package func isFunction(_ name: String) throws(Interruption) -> Bool {
        if BuiltinFunctions.core[name] != nil || BuiltinFunctions.standardLibrary[name] != nil { return true }
        return try puppetFunction(name) != nil
    }

    private func call(
        _ function: BuiltinFunction, _ arguments: [Value], _ block: Block?, _ scope: Scope, _ place: SourcePlace
    ) throws(Interruption) -> Value {
        guard let dispatch = try function.dispatches.first(accepting: arguments, block) else {
            throw .failure(try mismatch(function, arguments, block))
        }
        try countCost(of: arguments)
        let call = FunctionCall(
            name: function.name, arguments: arguments, block: block, evaluator: self, scope: scope, place: place)
        let result: Value
        do throws(Interruption) {
            result = try dispatch.body(call)
        } catch {
            throw Value.holdSecret(arguments) ? error.hidingSecrets(of: arguments) : error
        }
        try checkNesting(result)
        if let text = result.stringContent { try countSteps(text.utf8.count >> 4) }
        guard !function.handlesSecrets, Value.holdSecret(arguments) else { return result }
        let tainted = result.taintingStrings(includingKeys: arguments.contains(where: \.holdsSecretKey))
        return Self.readers.contains(function.name) ? tainted.taintingNumbers : tainted
    }

    /// Functions that give a number as they read it in a text.
    private static let readers: Set<String> = [
        "abs", "ceiling", "floor", "parsehocon", "parsejson", "parsetoml", "parsexml", "parseyaml", "round", "scanf",
        "stdlib::parsehocon", "stdlib::parsejson", "stdlib::parsetoml", "stdlib::parsexml", "stdlib::parseyaml",
        "to_bytes",
    ]

    /// Puppet's words for arguments that no dispatch takes.
    private func mismatch(_ function: BuiltinFunction, _ arguments: [Value], _ block: Block?) throws(Interruption)
        -> String
    {
        if let message = function.mismatch?(arguments, block != nil) { return "'\(function.name)' \(message)" }
        return TypeMismatch.describeCall(
            function: function.name, signatures: function.dispatches.filter(\.isListed).map(\.signature),
            arguments: arguments,
            block: try block?.signature())
    }
}

extension [Dispatch] {
    fileprivate func first(accepting arguments: [Value], _ block: Block?) throws(Interruption) -> Dispatch? {
        for dispatch in self where try dispatch.accepts(arguments, block) { return dispatch }
        return nil
    }
}
