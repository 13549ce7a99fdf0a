import Diagnostics
import PuppetSyntax
import PuppetTypes

/// Remembers what variables were made from, while a compile runs to be explained. Other compiles have none.
final class OriginTracer {
    /// A template as it was rendered.
    struct Rendering {
        let file: SourceFile
        let output: TemplateOutput
    }

    private var bindings: [ObjectIdentifier: [String: ValueOrigin]] = [:]
    /// Keeps scopes alive, whose identity the rest goes by.
    private var scopes: [Scope] = []
    /// The call that is about to be made; whoever it enters takes it.
    private var pending: CallSite?
    /// The call of the template that is about to be rendered.
    private var pendingRendering: CallSite?
    private var functionScopes: [CallSite.Key: Scope] = [:]
    private var blockScopes: [CallSite.Key: [Scope]] = [:]
    private var renderings: [CallSite.Key: Rendering] = [:]

    func bind(_ name: String, in scope: Scope, to origin: ValueOrigin) {
        if bindings[ObjectIdentifier(scope)] == nil { scopes.append(scope) }
        bindings[ObjectIdentifier(scope), default: [:]][name] = origin
    }

    /// Told of an assignment; a list of targets takes elements or entries.
    func assigned(_ target: Expression, _ value: Value, _ origin: ValueOrigin, _ scope: Scope) {
        switch target {
        case .variable(let variable): bind(variable.name, in: scope, to: origin)
        case .literalList(let list):
            for (position, target) in list.values.enumerated() {
                var step = ValueStep.index(position)
                if case .hash = value, case .variable(let variable) = target { step = .key(.string(variable.name)) }
                assigned(target, value.part(step) ?? .undef, .part(origin, step), scope)
            }
        default: break
        }
    }

    func origin(of name: String, in scope: Scope) -> ValueOrigin? { bindings[ObjectIdentifier(scope)]?[name] }

    /// Told before a call, when its arguments are evaluated.
    func calls(_ site: CallSite) {
        scopes.append(site.scope)
        pending = site
    }

    /// The call that led into a function of this name.
    func takeCall(of function: String) -> CallSite? {
        defer { pending = nil }
        guard let pending, pending.function == function else { return nil }
        return pending
    }

    /// Told by a function in the Puppet language, with its parameters set.
    func entered(_ function: FunctionDefinition, _ site: CallSite?, _ scope: Scope) {
        guard let site else { return }
        scopes.append(scope)
        functionScopes[site.key] = scope
        for (position, parameter) in function.parameters.enumerated() {
            if let origin = site.origin(ofArgument: position) { bind(parameter.name, in: scope, to: origin) }
        }
    }

    /// Told by a lambda, with its parameters set.
    func entered(_ block: Block, _ scope: Scope, _ arguments: [Value]) {
        guard let site = block.site else { return }
        scopes.append(scope)
        blockScopes[site.key, default: []].append(scope)
        for (position, parameter) in block.lambda.parameters.enumerated() {
            bind(parameter.name, in: scope, to: .blockArgument(site, position: position, arguments: arguments))
        }
    }

    /// Told by a template, with its parameters set.
    func entered(template site: CallSite?, _ scope: Scope, _ names: [String]) {
        pendingRendering = site
        guard let site, let arguments = site.origin(ofArgument: 1) else { return }
        scopes.append(scope)
        for name in names { bind(name, in: scope, to: .part(arguments, .key(.string(name)))) }
    }

    func takeRendering() -> CallSite? {
        defer { pendingRendering = nil }
        return pendingRendering
    }

    func rendered(_ file: SourceFile, _ output: TemplateOutput, _ site: CallSite?) {
        guard let site else { return }
        scopes.append(site.scope)
        renderings[site.key] = Rendering(file: file, output: output)
    }

    func scope(ofFunctionCalledAt key: CallSite.Key) -> Scope? { functionScopes[key] }
    func scopes(ofBlockCalledAt key: CallSite.Key) -> [Scope] { blockScopes[key] ?? [] }
    func rendering(calledAt key: CallSite.Key) -> Rendering? { renderings[key] }

    /// Lets go of what refers to each other.
    func clear() {
        bindings = [:]
        scopes = []
        pending = nil
        pendingRendering = nil
        functionScopes = [:]
        blockScopes = [:]
        renderings = [:]
    }
}
