import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// "Did you mean" for names that nothing has. Each is asked for only when an error is made.
extension Evaluator {
    func suggestion(forVariable name: String, in scope: Scope) -> [Diagnostic.Note] {
        let name = name.hasPrefix("::") ? String(name.dropFirst(2)) : name
        guard let separator = name.lastRange(of: "::") else {
            return Diagnostic.Note.suggestion(for: name, among: scope.visibleNames, sigil: "$")
        }
        let className = String(name[..<separator.lowerBound])
        if let classScope = classScopes[className] {
            let known = classScope.visibleNames.map { "\(className)::\($0)" }
            return Diagnostic.Note.suggestion(for: name, among: known, sigil: "$")
        }
        let classes = definitions.classes.keys + input.loader.names(of: .classOrDefine)
        if classes.contains(className) {
            return [Diagnostic.Note("the class '\(className)' was not evaluated before this; include it first")]
        }
        guard let near = NearestName.nearest(to: className, in: classScopes.keys) else { return [] }
        return [Diagnostic.Note("did you mean '$\(near)\(name[separator.lowerBound...])'?")]
    }

    func suggestion(forClass name: String) -> [Diagnostic.Note] {
        let known = definitions.classes.keys.filter { !$0.isEmpty } + input.loader.names(of: .classOrDefine)
        return Diagnostic.Note.suggestion(for: name, among: known)
    }

    func suggestion(forResourceType name: String) -> [Diagnostic.Note] {
        let known =
            definitions.definedTypes.keys + input.resourceTypes.names + input.loader.names(of: .classOrDefine)
        return Diagnostic.Note.suggestion(for: name, among: known)
    }

    func suggestion(forType casedName: String) -> [Diagnostic.Note] {
        let resources = input.resourceTypes.names + definitions.definedTypes.keys
        let known =
            PuppetType.coreNames + definitions.aliases.values.map(\.name)
            + (input.loader.names(of: .typeAlias) + resources).map(ResourceReference.capitalized)
        return Diagnostic.Note.suggestion(for: casedName, among: known)
    }

    func suggestion(forParameter name: String, of resource: CatalogResource) -> [Diagnostic.Note] {
        var known = Metaparameter.names
        if let definition = resource.definition { known += definition.parameterNames.names }
        if case .listed(let names)? = resource.builtIn?.spec.attributes { known += names }
        return Diagnostic.Note.suggestion(for: name, among: known)
    }

    func suggestion(forDataKey key: String) -> [Diagnostic.Note] {
        Diagnostic.Note.suggestion(for: key, among: input.data.knownKeys)
    }

    /// An unknown function, or one that exists in Ruby only.
    func unknownFunction(_ name: String, at place: SourcePlace) -> Interruption {
        guard let path = input.loader.rubyFile(of: .function, named: name) else {
            let known =
                Array(BuiltinFunctions.core.keys) + BuiltinFunctions.standardLibrary.keys + definitions.functions.keys
                + input.loader.names(of: .function)
            return fail(
                "unknown_function", "Unknown function: '\(name)'.", at: place,
                notes: Diagnostic.Note.suggestion(for: name, among: known))
        }
        return fail(
            "ruby_function",
            "The function '\(name)' is written in Ruby, in \(path), and cannot run: this compiler has no Ruby",
            at: place,
            notes: [Self.moveNote(name, path)])
    }

    /// Where the function would stand in the Puppet language. One of a module's own has the module's name in front.
    private static func moveNote(_ name: String, _ rubyPath: String) -> Diagnostic.Note {
        let home = rubyPath.lastRange(of: "/lib/puppet/").map { String(rubyPath[..<$0.lowerBound]) } ?? ""
        let module = home.lastRange(of: "/").map { String(home[$0.upperBound...]) } ?? home
        let qualified = name.contains("::") ? name : "\(module)::\(name)"
        let file = qualified.split(separator: ":", omittingEmptySubsequences: true).dropFirst().joined(separator: "/")
        let action = qualified == name ? "" : ", and call it by that name"
        return Diagnostic.Note(
            "write it in the Puppet language, as '\(qualified)' in \(home)/functions/\(file).pp\(action)")
    }
}

extension Scope {
    /// The names of the variables that can be read here.
    fileprivate var visibleNames: [String] {
        var names: [String] = []
        var scope: Scope? = self
        while let current = scope {
            names += current.variableNames
            scope = current.next
        }
        return names
    }
}
