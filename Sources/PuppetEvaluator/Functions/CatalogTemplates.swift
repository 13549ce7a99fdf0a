import Diagnostics
import PuppetSyntax
import PuppetTypes

extension BuiltinFunctions {
    static let catalogTemplates: [BuiltinFunction] = [
        BuiltinFunction(
            "epp", handlesSecrets: true,
            [Dispatch([.required("path", .anyString), .optional("parameters", parameters)], epp)]),
        BuiltinFunction(
            "inline_epp", handlesSecrets: true,
            [Dispatch([.required("template", .anyString), .optional("parameters", parameters)], inlineEpp)]),
        refused("template"),
        refused("inline_template"),
    ]

    private static let parameters = PuppetType.hash(key: .pattern(["^\\w+$"]), value: .any, size: nil)

    private static let epp: Dispatch.Body = { call throws(Interruption) in
        let name = call[0].stringContent ?? ""
        guard let template = try template(name, call) else {
            let file = name.hasSuffix(".epp") ? name : name + ".epp"
            throw .failure(
                "Could not find template '\(call[0].holdsSecret ? BuiltinFunctions.shown(call[0]) : file)'",
                notes: Diagnostic.Note.suggestion(for: file, among: call.evaluator.input.loader.names(of: .template)))
        }
        return try call.evaluator.render(template, call.hash(1), function: "epp", call.scope.global, from: call.place)
    }

    /// A template's name may leave `.epp` out.
    private static func template(_ name: String, _ call: FunctionCall) throws(Interruption) -> Template? {
        if let known = call.evaluator.templates[name] { return known }
        let template = try load(name, call).map(Template.init)
        call.evaluator.templates[name] = template
        return template
    }

    private static func load(_ name: String, _ call: FunctionCall) throws(Interruption) -> Program? {
        let loader = call.evaluator.input.loader
        let name = call.moduleName(name.hasSuffix(".epp") ? name : name + ".epp", in: "templates")
        do throws(EvaluationError) {
            if let program = try loader.template(name) { return program }
        } catch {
            throw .error(error)
        }
        return nil
    }

    private static let inlineEpp: Dispatch.Body = { call throws(Interruption) in
        let file = SourceFile(path: "inlined-epp-text", text: call[0].stringContent ?? "")
        let (program, diagnostics) = PuppetParser.parseEPP(file)
        if let problem = diagnostics.first(where: { $0.severity == .error }) {
            let shown = call[0].holdsSecret ? BuiltinFunctions.shown(call[0]) : problem.puppetDescription
            throw .failure("inline_epp(): Invalid EPP: \(shown)")
        }
        let value = try call.evaluator.render(
            Template(program), call.hash(1), function: "inline_epp", call.scope, from: call.place)
        return call[0].holdsSecret ? value.taintingStrings() : value
    }

    private static func refused(_ name: String) -> BuiltinFunction {
        .classic(name, .atLeast(1)) { _ throws(Interruption) in
            let instead = name == "template" ? "epp" : "inline_epp"
            throw .failure(
                "\(name)(): ERB templates need Ruby, which this compiler does not have; convert the template to EPP and call \(instead)()"
            )
        }
    }
}

extension FunctionCall {
    /// An argument that is a hash, or nil.
    fileprivate func hash(_ index: Int) -> PuppetHash? {
        if case .hash(let entries) = self[index] { entries } else { nil }
    }
}
