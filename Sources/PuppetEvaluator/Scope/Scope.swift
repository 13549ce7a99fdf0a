import Diagnostics
import PuppetTypes

/// Variables and what surrounds them: a named scope (top, node, class, defined type), or a local one inside it
/// (the call of a lambda, a function or a template).
package final class Scope {
    package enum Kind {
        case top, node, hostClass, definedType, local
    }

    package let kind: Kind
    /// For a local scope the scope around it. For a named scope the scope that it was declared in, which
    /// resource defaults and tags come from; variables do not.
    package let parent: Scope?
    /// What the nearest named scope stands for.
    let named: NamedScope
    private var variables = NameTable<Value>()
    /// `$0`, `$1`, … of the last match in this scope.
    var match: [Value]?
    /// Set while the defaults of parameters are evaluated in this scope.
    var parameterGuard: ParameterGuard?
    /// The text of the template that is being rendered into this scope.
    var template: TemplateOutput?

    init(kind: Kind, parent: Scope?, named: NamedScope) {
        self.kind = kind
        self.parent = parent
        self.named = named
    }

    /// A local scope inside this one.
    func local() -> Scope { Scope(kind: .local, parent: self, named: named) }

    /// The value of an unqualified variable, seen from here; nil when it is not set.
    func lookup(_ name: HashedName) throws(Interruption) -> Value? {
        if let position = variables.position(of: name) { return variables.value(at: position) }
        if let parameterGuard { try parameterGuard.check(name.text) }
        return try next?.lookup(name)
    }

    /// The value of a variable that is set in this very scope.
    func value(of name: HashedName) -> Value? { variables[name] }

    /// The names of the variables that are set in this very scope.
    var variableNames: [String] { variables.names }

    /// A group of the last match, or `undef`.
    func matchGroup(_ index: Int) -> Value {
        var scope = self
        while true {
            if let match = scope.match { return match.indices.contains(index) ? match[index] : .undef }
            guard let next = scope.next else { return .undef }
            scope = next
        }
    }

    /// Where a variable that is not set here is looked up.
    var next: Scope? { kind == .local ? parent : named.outer }

    /// Whether assigning would be a reassignment.
    func isBound(_ name: HashedName) -> Bool { variables.contains(name) }

    /// Takes the value out of a variable of this very scope, which nothing reads any more.
    func take(_ name: HashedName) -> Value? { variables.exchange(name, .undef) }

    func set(_ name: HashedName, _ value: Value) { variables.set(name, value) }

    func set(_ name: String, _ value: Value) { variables.set(HashedName(name), value) }

    func reserveCapacity(_ count: Int) { variables.reserveCapacity(count) }

    /// The named scope around a local one, or this one.
    var root: Scope {
        var scope = self
        while scope.kind == .local, let parent = scope.parent { scope = parent }
        return scope
    }

    /// The node's scope where this is inside one, else the top scope.
    var global: Scope {
        var scope = root
        while scope.kind != .top, scope.kind != .node, let outer = scope.named.outer { scope = outer }
        return scope
    }
}

extension HashedName {
    /// The variables that every named scope has.
    static let title: HashedName = "title"
    static let moduleName: HashedName = "module_name"
    static let callerModuleName: HashedName = "caller_module_name"
}

/// What a named scope stands for. Its local scopes share it.
final class NamedScope {
    /// The resource that contains what is declared here.
    var resource: CatalogResource?
    /// Whose code this is, which decides who may override parameters.
    let source: ResourceDefinition
    /// The scope where variables that are not set here are looked up: the inherited class, else the node's or
    /// the top scope.
    let outer: Scope?
    /// The defaults of `Type { … }`, by capitalised type name.
    var defaults: [String: [ParameterSetting]] = [:]

    init(resource: CatalogResource?, source: ResourceDefinition, outer: Scope?) {
        self.resource = resource
        self.source = source
        self.outer = outer
    }
}

/// Watches over parameters while their defaults are evaluated: one may use only those before it.
final class ParameterGuard {
    private let callee: String
    private let names: [String]
    /// The parameter whose default is being evaluated.
    var current = ""

    init(callee: String, names: [String]) {
        self.callee = callee
        self.names = names
    }

    /// Called for a name that is not set; complains if it is a parameter.
    func check(_ name: String) throws(Interruption) {
        guard let position = names.firstIndex(of: name) else { return }
        if position < names.firstIndex(of: current) ?? 0 {
            throw .unevaluatedParameter("\(callee): expects a value for parameter $\(name)")
        }
        throw .unevaluatedParameter(
            "\(callee): default expression for $\(current) tries to illegally access not yet evaluated $\(name)")
    }
}
