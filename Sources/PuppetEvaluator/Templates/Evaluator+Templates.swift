import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    func evaluateTemplate(_ node: EppExpression, _ scope: Scope) throws(Interruption) -> Value {
        let output = TemplateOutput(tracesLines: trace != nil || tracer != nil)
        let site = tracer?.takeRendering()
        scope.template = output
        defer { scope.template = nil }
        _ = try evaluate(node.body, scope)
        if let lines = output.lines {
            trace?.templates.append(RenderedTemplate(file: file, text: output.text, lines: lines))
        }
        tracer?.rendered(file, output, site)
        return output.value
    }

    func evaluateRenderString(_ node: RenderStringExpression, _ scope: Scope) throws(Interruption) -> Value {
        guard let output = scope.nearestTemplate else {
            throw fail("illegal_render", "Template text outside of a template", node.range)
        }
        output.append(literal: node.value, lastLine: file.position(at: node.range.upper).line)
        try checkSize(output.text.utf8.count)
        return .undef
    }

    func evaluateRender(_ node: RenderExpression, _ scope: Scope) throws(Interruption) -> Value {
        let value = try evaluate(node.expr, scope)
        guard let output = scope.nearestTemplate else {
            throw fail("illegal_render", "A template expression outside of a template", node.range)
        }
        if case .sensitive = value { output.markSensitive() }
        var isSecret = false
        let text = interpolated(value, isSecret: &isSecret)
        if isSecret { output.markSecret() }
        output.append(text, line: file.position(at: node.expr.range.lower).line)
        if tracer != nil { output.note(text, .expression(node.expr, file, scope)) }
        try checkSize(output.text.utf8.count)
        return .undef
    }

    /// Renders a parsed template. `scope` is what it sees besides its parameters.
    func render(
        _ template: Template, _ arguments: PuppetHash?, function: String, _ scope: Scope, from place: SourcePlace
    ) throws(Interruption) -> Value {
        let program = template.program
        guard case .lambda(let lambda) = program.body, case .epp(let body) = lambda.body else {
            throw .failure("\(function)(): the template has no body")
        }
        guard program.definitions.isEmpty else {
            throw .failure("\(function)(): The EPP template contains illegal expressions (definitions)")
        }
        let site = tracer?.takeCall(of: function)
        callStack.append(Frame(subject: .template(program.file), place: place))
        defer { callStack.removeLast() }
        return try inFile(program.file) { () throws(Interruption) in
            let local = scope.local()
            if body.parametersSpecified || arguments == nil {
                try bind(arguments ?? [:], to: lambda.parameters, of: template, local)
            } else {
                for (name, value) in try Self.named(arguments ?? [:]) { local.set(name, value) }
            }
            tracer?.entered(template: site, local, (arguments ?? [:]).keys.compactMap(\.stringContent))
            do throws(Interruption) {
                return try evaluate(lambda.body, local)
            } catch .next(let value, _) {
                guard value.stringContent != nil else {
                    throw .failure(
                        TypeMismatch.describe(
                            subject: "value returned from function '\(function)' has wrong type,",
                            expected: .variant([.anyString, .sensitive(.anyString)]), actual: value))
                }
                return value
            } catch .returned(let value, _) {
                return value
            }
        }
    }

    /// The arguments by name.
    private static func named(_ arguments: PuppetHash) throws(Interruption) -> OrderedDictionary<String, Value> {
        var values = OrderedDictionary<String, Value>(minimumCapacity: arguments.count)
        for (key, value) in arguments {
            guard let name = key.stringContent else { throw .failure("a template's parameters are named by strings") }
            guard !name.isQualified else {
                throw .failure("the name of a template's parameter cannot be qualified: '\(name)'")
            }
            values[name] = value
        }
        return values
    }

    /// Sets a template's parameters by name.
    private func bind(
        _ arguments: PuppetHash, to parameters: [Parameter], of template: Template, _ scope: Scope
    ) throws(Interruption) {
        var values = try Self.named(arguments)
        scope.reserveCapacity(parameters.count)
        for (name, value) in values where value != .undef { scope.set(name, value) }
        let missing = parameters.filter { (values[$0.name] ?? .undef) == .undef }
        if !missing.isEmpty {
            let parameterGuard = ParameterGuard(callee: "lambda", names: parameters.map(\.name))
            scope.parameterGuard = parameterGuard
            defer { scope.parameterGuard = nil }
            for parameter in missing {
                parameterGuard.current = parameter.name
                if let expression = parameter.value {
                    let value = try evaluateDefault(expression, scope)
                    values[parameter.name] = value
                    scope.set(parameter.key, value)
                } else if values[parameter.name] != nil {
                    scope.set(parameter.key, .undef)
                }
            }
        }
        try validate(values, template.declarations(parameters, self))
    }

    private func validate(
        _ values: OrderedDictionary<String, Value>, _ declarations: [ParameterDeclaration]
    ) throws(Interruption) {
        var known = 0
        let isValid = declarations.allSatisfy { declaration in
            guard let value = values[declaration.name] else { return declaration.hasDefault }
            known += 1
            return declaration.type.accepts(value)
        }
        if isValid, known == values.count { return }
        let problems = TypeMismatch.describeParameters(
            owner: "lambda", parameters: declarations,
            values: PuppetHash(uniqueKeysWithValues: values.map { (.string($0.key), $0.value) }))
        guard let first = problems.first else { return }
        throw .failure(
            problems.count == 1 ? "lambda: \(first)" : "lambda:\n" + problems.map { "  \($0)" }.joined(separator: "\n"))
    }
}

extension Scope {
    /// The text of the template around this scope.
    var nearestTemplate: TemplateOutput? {
        var scope: Scope? = self
        while let current = scope {
            if let template = current.template { return template }
            scope = current.kind == .local ? current.parent : nil
        }
        return nil
    }
}
