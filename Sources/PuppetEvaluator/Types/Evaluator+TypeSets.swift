import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension Evaluator {
    /// The set that `type Name = TypeSet[{ … }]` defines. Its types become known as `Name::Member`, before any of them
    /// is worked out, so that they may name each other.
    func typeSet(_ definition: DefinitionTable.Alias, _ hash: LiteralHash) throws(Interruption) -> PuppetType {
        var members: [(name: String, expression: Expression)] = []
        var entries = PuppetHash(minimumCapacity: hash.entries.count)
        for entry in hash.entries {
            let key = try evaluate(entry.key, topScope)
            guard key == .string("types") || key == .string("references"), case .literalHash(let named) = entry.value
            else {
                entries[key] = try evaluate(entry.value, topScope)
                continue
            }
            var values = PuppetHash(minimumCapacity: named.entries.count)
            for entry in named.entries {
                let name = try memberName(entry.key)
                if key == .string("references") {
                    values[name] = try evaluate(entry.value, topScope)
                } else {
                    members.append((name.stringContent ?? "", Self.memberType(entry.value)))
                    values[name] = .type(.any)
                }
            }
            entries[key] = .hash(values)
        }
        let read: TypeSetDefinition
        do throws(TypeError) {
            read = try TypeSetDefinition.read(entries, name: definition.name)
        } catch {
            throw .failure(error.message)
        }
        let names = TypeSetNames(
            set: definition.name, members: members.map(\.name),
            references: read.references.map { ($0.key, $0.value.name) })
        for (name, expression) in members {
            definitions.add(
                DefinitionTable.Alias(
                    name: "\(definition.name)::\(name)", typeExpr: expression, file: definition.file, names: names))
        }
        var references: OrderedDictionary<String, TypeSet.Reference> = [:]
        for (alias, reference) in read.references {
            references[alias] = TypeSet.Reference(
                versions: reference.versions, set: try referencedSet(reference, definition.name))
        }
        var types: OrderedDictionary<String, PuppetType> = [:]
        for (name, _) in members { types[name] = try type(named: "\(definition.name)::\(name)", topScope) }
        return .typeSet(read.set(types: types, references: references))
    }

    /// Names of types stand for themselves as keys.
    private func memberName(_ key: Expression) throws(Interruption) -> Value {
        if case .qualifiedReference(let reference) = key { return .string(reference.casedValue) }
        return try evaluate(key, topScope)
    }

    /// `{ … }` and `Parent { … }` are `Object[{ … }]` as in `type Name = …`; what follows `Parent` was read as defaults
    /// of a resource type.
    private static func memberType(_ expression: Expression) -> Expression {
        switch expression {
        case .literalHash(let hash): return .objectType(hash, range: hash.range)
        case .resourceDefaults(let defaults):
            guard case .qualifiedReference(let parent) = defaults.typeRef else { return expression }
            let entries = defaults.operations.compactMap { operation -> KeyedEntry? in
                guard case .attribute(let attribute) = operation else { return nil }
                let name = QualifiedName(value: attribute.attributeName, range: attribute.range)
                return KeyedEntry(key: .qualifiedName(name), value: attribute.valueExpr, range: attribute.range)
            }
            let isPlain = parent.casedValue == "Object" || parent.casedValue == "TypeSet"
            return .objectType(
                LiteralHash(entries: entries, range: defaults.range), parent: isPlain ? nil : parent,
                range: defaults.range)
        default: return expression
        }
    }

    private func referencedSet(
        _ reference: TypeSetDefinition.Reference, _ name: String
    ) throws(Interruption) -> TypeSet {
        let what = "TypeSet '\(name)' reference to TypeSet named '\(reference.name)'"
        guard let type = try type(named: reference.name, topScope) else { throw .failure("\(what) cannot be resolved") }
        guard case .typeSet(let set) = type else { throw .failure("\(what) resolves to a \(type)") }
        guard let version = set.version, reference.versions.contains(version) else {
            let given = set.version.map { "\($0)" } ?? "no version"
            throw .failure(
                "\(what) resolves to an incompatible version. Expected \(reference.versions), got \(given)")
        }
        return set
    }

    /// A type that the set of a module defines, `Set::Member`. The types of a manifest's own set are known only after
    /// the set was named, as in Puppet.
    func typeSetMember(_ name: String) throws(Interruption) -> DefinitionTable.Alias? {
        var outer = name
        while let colons = outer.lastRange(of: "::") {
            outer = String(outer[..<colons.lowerBound])
            guard definitions.aliases[outer] == nil, let definition = try typeAliasOfFile(outer),
                definition.typeSetHash != nil
            else { continue }
            _ = try type(named: definition.name, topScope)
            return definitions.aliases[name]
        }
        return nil
    }
}

extension DefinitionTable.Alias {
    /// The hash of a definition `TypeSet[{ … }]`.
    var typeSetHash: LiteralHash? { hash(of: "TypeSet") }

    /// The hash of a definition `Object[{ … }]`.
    var objectHash: LiteralHash? { hash(of: "Object") }

    private func hash(of type: String) -> LiteralHash? {
        guard case .access(let access) = typeExpr, access.keys.count == 1,
            case .qualifiedReference(let reference) = access.leftExpr, reference.casedValue == type,
            case .literalHash(let hash) = access.keys[0]
        else { return nil }
        return hash
    }
}
