import Diagnostics
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    func evaluateReference(_ node: QualifiedReference, _ scope: Scope) throws(Interruption) -> PuppetType {
        if let name = types.enclosingSet?.qualifiedName(of: node.casedValue), let type = try type(named: name, scope) {
            return type
        }
        guard let type = try type(named: node.casedValue, scope) else {
            throw fail(
                "unknown_type", "Resource type not found: \(node.casedValue)", node.range,
                notes: suggestion(forType: node.casedValue))
        }
        if case .typeReference(let name) = type {
            throw fail("unknown_type", "Resource type not found: \(name)", node.range)
        }
        return type
    }

    /// What a name means: a core type, a built-in resource type, an alias of the environment or of stdlib, or a defined
    /// type; nil for none.
    func type(named casedName: String, _ scope: Scope) throws(Interruption) -> PuppetType? {
        if let entry = types.names[casedName] {
            if case .known(let type) = entry { return type }
            return nil
        }
        let type = try resolve(casedName)
        types.names[casedName] = type.map(TypeTable.Entry.known) ?? .unknown
        return type
    }

    private func resolve(_ casedName: String) throws(Interruption) -> PuppetType? {
        let name = casedName.hasPrefix("::") ? String(casedName.dropFirst(2)) : casedName
        if let core = PuppetType.named(name) { return core }
        let lowercased = name.lowercased()
        if let builtIn = input.resourceTypes.builtIn(lowercased) {
            return .resource(typeName: builtIn.name, title: nil)
        }
        if let alias = try alias(lowercased, spelled: casedName) { return alias }
        if let alias = StdlibTypes.type(named: lowercased) { return alias }
        if try definition(ofDefinedType: lowercased) != nil {
            return .resource(typeName: ResourceReference.capitalized(lowercased), title: nil)
        }
        return nil
    }

    private func alias(_ name: String, spelled casedName: String) throws(Interruption) -> PuppetType? {
        guard let definition = try typeAlias(name) else { return nil }
        // The name is known before its type is, so that the type may name itself.
        let alias = PuppetTypes.TypeAlias(name: definition.name)
        let type = PuppetType.alias(alias)
        types.names[casedName] = .known(type)
        types.names[definition.name] = .known(type)
        let (outerFile, outerSet) = (file, types.enclosingSet)
        file = definition.file
        types.enclosingSet = definition.names
        defer { (file, types.enclosingSet) = (outerFile, outerSet) }
        let value = try definedType(definition)
        guard case .type(let target) = value else {
            throw fail(
                "illegal_alias", "The type alias \(definition.name) does not name a type", definition.typeExpr.range)
        }
        if case .object(let object) = target, object.name == nil || object.name == definition.name {
            // A type of its own, and no other name for one.
            let named = PuppetType.object(object.named(definition.name))
            alias.resolve(to: named)
            types.names[casedName] = .known(named)
            types.names[definition.name] = .known(named)
            return named
        }
        if case .typeSet(let set) = target, set.name == definition.name {
            alias.resolve(to: target)
            types.names[casedName] = .known(target)
            types.names[definition.name] = .known(target)
            return target
        }
        if isOnly(alias, target) {
            throw .failure("Type alias '\(definition.name)' cannot be resolved to a real type")
        }
        alias.resolve(to: target)
        return type
    }

    /// What the alias is defined as. An `Object[{…}]` gets the name of the alias, which its complaints show.
    private func definedType(_ definition: DefinitionTable.Alias) throws(Interruption) -> Value {
        if let hash = definition.typeSetHash { return .type(try typeSet(definition, hash)) }
        guard let hash = definition.objectHash, case .hash(let entries) = try evaluateHash(hash, topScope) else {
            return try evaluate(definition.typeExpr, topScope)
        }
        do throws(TypeError) {
            return .type(.object(try ObjectDefinition.read(entries, name: definition.name)))
        } catch {
            throw Interruption(error)
        }
    }

    /// Whether a type is nothing but the alias that it is for, `type A = A`, maybe by way of others.
    private func isOnly(_ alias: PuppetTypes.TypeAlias, _ target: PuppetType) -> Bool {
        var target = target
        for _ in 0..<50 {
            guard case .alias(let other) = target else { return false }
            if other == alias { return true }
            guard let next = other.resolved else { return false }
            target = next
        }
        return true
    }

    /// The type of a parameter, `Any` where it names none. One that is made of Puppet's own types alone is the same in
    /// every compile, and is kept with the parameter.
    func type(of parameter: Parameter, _ scope: Scope) throws(Interruption) -> PuppetType {
        guard let expression = parameter.typeExpr else { return .any }
        if let known = parameter.typeNote.content as? KnownType { return known.type }
        let type = try type(of: expression, scope)
        if expression.isConstantType { parameter.typeNote.keep(KnownType(type)) }
        return type
    }

    /// The type that an expression names; it is a complaint if it names none.
    func type(of expression: Expression, _ scope: Scope) throws(Interruption) -> PuppetType {
        let value = try evaluate(expression, scope)
        guard case .type(let type) = value else {
            throw fail(
                "illegal_type", "Expected a type, got \(TypeInference.generalize(TypeInference.infer(value)))",
                expression.range)
        }
        return type
    }
}

/// A type as it is kept with a parameter.
private final class KnownType: Sendable {
    let type: PuppetType

    init(_ type: PuppetType) { self.type = type }
}

extension Expression {
    /// Whether the expression is of Puppet's own types and literals alone.
    fileprivate var isConstantType: Bool {
        switch self {
        case .qualifiedReference(let node): PuppetType.named(node.casedValue) != nil
        case .access(let node):
            if case .qualifiedReference = node.leftExpr {
                node.leftExpr.isConstantType && node.keys.allSatisfy(\.isConstantType)
            } else {
                false
            }
        case .literalInteger, .literalFloat, .literalString, .literalBoolean, .literalUndef, .literalDefault,
            .literalRegularExpression:
            true
        case .literalHash(let node): node.entries.allSatisfy { $0.key.isConstantType && $0.value.isConstantType }
        default: false
        }
    }
}

extension String {
    /// The first segment of a qualified name.
    var moduleName: String { String(Substring(utf8.prefix { $0 != UInt8(ascii: ":") })) }
}
