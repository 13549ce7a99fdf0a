import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    func evaluateTemplate(_ node: EppExpression, _ scope: Scope) throws(Interruption) -> Value {
        let output = TemplateOutput(tracesLines: trace != nil)
        scope.template = output
        defer { scope.template = nil }
        _ = try evaluate(node.body, scope)
        if let lines = output.lines {
            trace?.templates.append(RenderedTemplate(file: file, text: output.text, lines: lines))
        }
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
        try checkSize(output.text.utf8.count)
        return .undef
    }

    /// Renders a parsed template. `scope` is what it sees besides its parameters.
    func render(
        _ program: Program, _ arguments: PuppetHash?, function: String, _ scope: Scope, from place: SourcePlace
    ) throws(Interruption) -> Value {
        guard case .lambda(let lambda) = program.body, case .epp(let template) = lambda.body else {
            throw .failure("\(function)(): the template has no body")
        }
        guard program.definitions.isEmpty else {
            throw .failure("\(function)(): The EPP template contains illegal expressions (definitions)")
        }
        callStack.append(Frame(subject: .template(program.file), place: place))
        defer { callStack.removeLast() }
        return try inFile(program.file) { () throws(Interruption) in
            let local = scope.local()
            let isChecked = template.parametersSpecified || arguments == nil
            try bind(arguments ?? [:], to: lambda.parameters, isChecked: isChecked, local)
            do throws(Interruption) {
                return try evaluate(lambda.body, local)
            } catch .next(let value, _) {
                return value
            }
        }
    }

    /// Sets a template's parameters by name.
    private func bind(
        _ arguments: PuppetHash, to parameters: [Parameter], isChecked: Bool, _ scope: Scope
    ) throws(Interruption) {
        var values = PuppetHash(minimumCapacity: arguments.count)
        for (key, value) in arguments {
            guard let name = key.stringContent else { throw .failure("a template's parameters are named by strings") }
            guard !name.contains("::") else {
                throw .failure("the name of a template's parameter cannot be qualified: '\(name)'")
            }
            values[.string(name)] = value
        }
        guard isChecked else {
            for (name, value) in values { scope.set(name.stringContent ?? "", value) }
            return
        }
        let parameterGuard = ParameterGuard(callee: "lambda", names: parameters.map(\.name))
        scope.parameterGuard = parameterGuard
        defer { scope.parameterGuard = nil }
        for (name, value) in values where value != .undef { scope.set(name.stringContent ?? "", value) }
        for parameter in parameters where (values[.string(parameter.name)] ?? .undef) == .undef {
            parameterGuard.current = parameter.name
            if let expression = parameter.value {
                let value = try evaluateDefault(expression, scope)
                values[.string(parameter.name)] = value
                scope.set(parameter.name, value)
            } else if values[.string(parameter.name)] != nil {
                scope.set(parameter.name, .undef)
            }
        }
        try validate(values, parameters)
    }

    private func validate(_ values: PuppetHash, _ parameters: [Parameter]) throws(Interruption) {
        var declarations: [ParameterDeclaration] = []
        for parameter in parameters {
            var type = PuppetType.any
            if let expression = parameter.typeExpr { type = try self.type(of: expression, topScope) }
            declarations.append(
                ParameterDeclaration(name: parameter.name, type: type, hasDefault: parameter.value != nil))
        }
        let problems = TypeMismatch.describeParameters(owner: "lambda", parameters: declarations, values: values)
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
