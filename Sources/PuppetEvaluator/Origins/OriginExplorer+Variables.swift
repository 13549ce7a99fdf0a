import Diagnostics
import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension OriginExplorer {
    /// A variable as a name spells it, seen from a scope.
    func followVariable(_ name: String, _ scope: Scope, _ place: SourcePlace?, _ target: Target) -> [OriginNode] {
        let name = name.hasPrefix("::") ? String(name.dropFirst(2)) : name
        guard let (leaf, owner) = binding(of: name, from: scope) else {
            return [OriginNode("$\(name), which is not set", at: nil)]
        }
        guard let origin = tracer.origin(of: leaf, in: owner) else {
            return [builtIn(leaf, owner, target)]
        }
        switch origin {
        case .parameter: return follow(origin, target)
        case .expression(let expression, let file, _):
            let place = SourcePlace(file: file, range: expression.range)
            return [node("$\(name)", at: place, follow(origin, target.deeper))]
        case .blockArgument(let site, _, _):
            return [node("$\(name), given by \(site.function)()", at: nil, follow(origin, target.deeper))]
        case .part, .data:
            return [node("$\(name)", at: nil, follow(origin, target.deeper))]
        }
    }

    /// The scope in which a variable is set.
    private func binding(of name: String, from scope: Scope) -> (leaf: String, owner: Scope)? {
        if let separator = name.lastRange(of: "::") {
            let leaf = String(name[separator.upperBound...])
            var className = String(name[..<separator.lowerBound])
            while let owner = evaluator.classScopes[className] {
                if owner.isBound(HashedName(leaf)) { return (leaf, owner) }
                guard let parent = owner.named.source.parentName else { return nil }
                className = parent
            }
            return nil
        }
        var current: Scope? = scope
        while let owner = current {
            if owner.isBound(HashedName(name)) { return (name, owner) }
            current = owner.next
        }
        return nil
    }

    /// What no code has set.
    private func builtIn(_ name: String, _ scope: Scope, _ target: Target) -> OriginNode {
        let input = evaluator.input
        if name == "title" || name == "name", let resource = scope.named.resource, scope.kind != .top {
            return OriginNode("$\(name), the title of \(resource.reference)", at: resource.place)
        }
        if scope.kind == .top {
            switch name {
            case "facts": return OriginNode("the fact \(Self.dotted(target.path))", at: nil)
            case "trusted": return OriginNode("$trusted, which the node's certificate says", at: nil)
            case "server_facts", "environment": return OriginNode("$\(name), which the master says", at: nil)
            default:
                if input.parameters[.string(name)] != nil {
                    return OriginNode("$\(name), given by the node classifier", at: nil)
                }
                if input.facts[.string(name)] != nil {
                    return OriginNode("the fact \(Self.dotted([.key(.string(name))] + target.path))", at: nil)
                }
            }
        }
        return OriginNode("$\(name), which Puppet sets", at: nil)
    }

    private static func dotted(_ path: [ValueStep]) -> String {
        let names = path.map { step in
            switch step {
            case .key(let key): RubyText.string(key, secrets: .masked)
            case .index(let index): String(index)
            }
        }
        return names.joined(separator: ".")
    }

    // MARK: Data

    func followData(_ key: String, _ answer: LookupAnswer, _ scope: Scope, _ target: Target) -> [OriginNode] {
        let origins = answer.origins?(target.path) ?? []
        guard !origins.isEmpty else {
            return [OriginNode("the key \(key) of the data", at: answer.place, showsLine: false)]
        }
        let word = origins.count > 1 ? "the key \(key), merged" : "the key \(key)"
        return origins.map { origin in
            let word = origin.function.map { "\(word), which the function \($0) gives," } ?? word
            var sources = origin.variables.flatMap { name in followDotted(name, scope, target.other) }
            for key in origin.keys { sources += followKey(key, nil, scope, target.other) }
            guard let range = origin.range else {
                return OriginNode("\(word) in \(origin.file.path)", at: nil, sources)
            }
            return OriginNode(
                word, at: SourcePlace(file: origin.file, range: range), showsLine: false, sources)
        }
    }

    /// A key that something else asks for.
    func followKey(_ key: String, _ merge: Value?, _ scope: Scope, _ target: Target) -> [OriginNode] {
        do throws(Interruption) {
            guard let answer = try evaluator.lookup(LookupRequest(keys: [key], merge: merge), scope) else { return [] }
            return follow(.data(key: key, answer, scope), target)
        } catch {
            return []
        }
    }

    /// A variable with sub-keys after dots, as data names it.
    private func followDotted(_ name: String, _ scope: Scope, _ target: Target) -> [OriginNode] {
        let parts = name.split(separator: ".").map(String.init)
        guard let root = parts.first else { return [] }
        let path = parts.dropFirst().map { ValueStep.key(.string($0)) }
        return followVariable(root, scope, nil, target.at(Array(path)))
    }
}
