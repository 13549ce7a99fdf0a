package import Diagnostics

extension Validator {
    /// What may not stand in a file of a module, given its path below the modules directory,
    /// `apache/manifests/mod/php.pp`.
    ///
    /// Such a file holds definitions only, and their names begin with what the path says, here
    /// `apache::mod::php`.
    package static func validateLocation(_ program: Program, pathInModules path: String) -> [Diagnostic] {
        let namespace = namespace(ofPath: path)
        let statements: [Expression] =
            switch program.body {
            case .nop: []
            case .block(let block): block.statements
            default: [program.body]
            }
        var diagnostics: [Diagnostic] = []
        for statement in statements where !isDefinition(statement) {
            diagnostics.append(
                Diagnostic(
                    id: "illegal_top_construct_location", .illegalTopConstruct(statement),
                    at: SourcePlace(file: program.file, range: statement.range)))
        }
        for definition in program.definitions {
            guard let name = name(of: definition) else { continue }
            if let namespace, name.lowercased().hasPrefix(namespace) { continue }
            diagnostics.append(
                Diagnostic(
                    id: "illegal_definition_location", .illegalLocation(name, program.file.path),
                    at: SourcePlace(file: program.file, range: definition.range)))
        }
        return diagnostics
    }

    /// The namespace that a file's path gives to its definitions; nil when none may stand there.
    private static func namespace(ofPath path: String) -> String? {
        var parts = path.lowercased().split(separator: "/").map(String.init)
        guard parts.count >= 3, ["manifests", "functions", "types", "plans"].contains(parts[1]),
            var file = parts.popLast()
        else { return nil }
        let isInit = file == "init.pp" && parts.count == 2
        if file.hasSuffix(".pp") { file.removeLast(3) }
        parts.remove(at: 1)
        return (isInit ? parts : parts + [file]).joined(separator: "::")
    }

    private static func isDefinition(_ expression: Expression) -> Bool {
        switch expression {
        case .hostClassDefinition, .resourceTypeDefinition, .functionDefinition, .typeAlias, .typeMapping,
            .typeDefinition:
            true
        default: false
        }
    }

    private static func name(of definition: Expression) -> String? {
        switch definition {
        case .hostClassDefinition(let node): node.name
        case .resourceTypeDefinition(let node): node.name
        case .functionDefinition(let node): node.name
        default: nil
        }
    }
}

extension Diagnostic.Message {
    fileprivate static func illegalTopConstruct(_ expression: Expression) -> Self {
        "This \(expression.label) is unacceptable as a top level construct in this location"
    }

    fileprivate static func illegalLocation(_ name: String, _ file: String) -> Self {
        "Unacceptable location. The name '\(name)' is unacceptable in file '\(file)'"
    }
}
