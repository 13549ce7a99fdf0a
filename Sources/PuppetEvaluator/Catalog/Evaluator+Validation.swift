import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetSyntax
import PuppetTypes

extension CatalogResource {
    /// Whether the type has a parameter of that name.
    func hasParameter(_ name: HashedName) -> Bool {
        let isOwn = builtIn?.accepts(name) ?? definition?.parameterNames.contains(name) ?? false
        return isOwn || Metaparameter.contains(name) || name == .name
    }
}

extension Evaluator {
    /// Checks the parameters of a class or a defined type against its declaration.
    func validate(_ resource: CatalogResource, _ definition: ResourceDefinition, _ scope: Scope) throws(Interruption) {
        let declarations = try self.declarations(of: definition)
        if isValid(resource, definition, declarations) {
            resource.isChecked = true
            return
        }
        var values = PuppetHash()
        for position in resource.parameters.indices {
            let setting = resource.parameters.value(at: position)
            guard setting.key != .name, !Metaparameter.contains(setting.key) else { continue }
            values[.string(setting.name)] = setting.value
        }
        let problems = TypeMismatch.describeParameters(
            owner: resource.reference.description, parameters: declarations, values: values)
        guard !problems.isEmpty else { return }
        let text =
            problems.count == 1
            ? "\(resource.reference): \(problems[0])"
            : "\(resource.reference):\n" + problems.map { "  \($0)" }.joined(separator: "\n")
        let unknown = values.keys.compactMap(\.stringContent).filter {
            !definition.parameterNames.contains(HashedName($0))
        }
        throw .failure(
            text,
            notes: unknown.flatMap { suggestion(forParameter: $0, of: resource) }
                + origins(of: resource, definition, declarations, problems))
    }

    /// Where each wrong value was set, and what would set a missing one. The lines themselves are not shown: one in a
    /// data file may hold a secret.
    private func origins(
        of resource: CatalogResource, _ definition: ResourceDefinition, _ declarations: [ParameterDeclaration],
        _ problems: [String]
    ) -> [Diagnostic.Note] {
        declarations.flatMap { declaration -> [Diagnostic.Note] in
            let name = declaration.name
            guard let setting = resource.parameters[HashedName(name)] else {
                guard definition.kind == .hostClass, !declaration.hasDefault else { return [] }
                let key = "\(definition.name)::\(name)"
                return [Diagnostic.Note("no data sets '\(key)'")] + suggestion(forDataKey: key)
            }
            guard !declaration.type.accepts(setting.value), let place = setting.place else { return [] }
            // What is wrong inside of a value has a line of its own.
            let problem = problems.first { $0.hasPrefix("parameter '\(name)'") } ?? ""
            let path = setting.value.path(named: problem.dropFirst("parameter '\(name)'".count))
            guard
                let data = OriginExplorer(self)?.data(behind: setting, of: resource, path),
                !path.isEmpty || data.place.file != place.file
            else { return [Diagnostic.Note("the value of '\(name)' comes from \(place.description)")] }
            return [Diagnostic.Note("the value of '\(name)'\(data.part) comes from \(data.place.description)")]
        }
    }

    private func isValid(
        _ resource: CatalogResource, _ definition: ResourceDefinition, _ declarations: [ParameterDeclaration]
    ) -> Bool {
        var known = 0
        for position in declarations.indices {
            guard let setting = resource.parameters[definition.parameters[position].key] else {
                if declarations[position].hasDefault { continue }
                return false
            }
            known += 1
            if !declarations[position].type.accepts(setting.value) { return false }
        }
        if known == resource.parameters.count { return true }
        return resource.parameters.indices.allSatisfy {
            let name = resource.parameters.name(at: $0)
            return definition.parameterNames.contains(name) || Metaparameter.contains(name) || name == .name
        }
    }

    /// The parameters with their types; evaluated once.
    private func declarations(of definition: ResourceDefinition) throws(Interruption) -> [ParameterDeclaration] {
        if let declarations = definition.declarations { return declarations }
        let declarations = try declarations(of: definition.parameters)
        definition.declarations = declarations
        return declarations
    }

    func declarations(of parameters: [Parameter]) throws(Interruption) -> [ParameterDeclaration] {
        var declarations: [ParameterDeclaration] = []
        declarations.reserveCapacity(parameters.count)
        for parameter in parameters {
            declarations.append(
                ParameterDeclaration(
                    name: parameter.name, type: try type(of: parameter, topScope),
                    hasDefault: parameter.value != nil))
        }
        return declarations
    }
}

extension Value {
    /// The way to the part that a problem names: ` entry 'a' index 0 expects …`.
    fileprivate func path(named problem: some StringProtocol) -> [ValueStep] {
        var path: [ValueStep] = []
        var rest = Substring(problem)
        var current = self
        while true {
            let step: ValueStep
            if rest.hasPrefix(" index ") {
                let digits = rest.dropFirst(7).prefix { $0.isNumber }
                guard let index = Int(digits) else { return path }
                step = .index(index)
                rest = rest.dropFirst(7 + digits.count)
            } else if rest.hasPrefix(" entry '"), let end = rest.dropFirst(8).firstRange(of: "'") {
                let name = rest.dropFirst(8)[..<end.lowerBound]
                step = .key(.string(String(name)))
                rest = rest[end.upperBound...]
            } else {
                return path
            }
            guard let next = current.part(step) else { return path }
            path.append(step)
            current = next
        }
    }
}
