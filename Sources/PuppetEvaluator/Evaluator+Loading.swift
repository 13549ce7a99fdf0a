import Diagnostics
import PuppetSyntax
import PuppetTypes

/// Functions and type aliases in files of their own, with what Puppet demands of such a file.
extension Evaluator {
    /// The function of a name, loaded if need be; nil where no file has it.
    func puppetFunction(_ name: String) throws(Interruption) -> PuppetFunction? {
        if let known = functions[name] { return known }
        if definitions.functions[name] == nil,
            let program = try load({ () throws(EvaluationError) in try input.loader.function(name) })
        {
            guard case .functionDefinition(let node)? = try onlyDefinition(of: program, "function", name) else {
                throw .failure(
                    "The code loaded from \(program.file.path) does not define the function '\(name)' - no function found."
                )
            }
            guard node.name == name else {
                throw .failure(
                    "The code loaded from \(program.file.path) produced function with the wrong name, expected \(name), actual \(node.name)"
                )
            }
            try checkBody(of: program, "function \(name)")
            definitions.add(program, module: name.moduleName)
        }
        let function = definitions.functions[name]
        functions[name] = .some(function)
        return function
    }

    /// The type alias of a name in lower case, loaded if need be: from a file of its own, or as a member of a type set.
    func typeAlias(_ name: String) throws(Interruption) -> DefinitionTable.Alias? {
        if let known = definitions.aliases[name] { return known }
        if let alias = try typeAliasOfFile(name) { return alias }
        return try typeSetMember(name)
    }

    /// The type alias that the file of its name defines.
    func typeAliasOfFile(_ name: String) throws(Interruption) -> DefinitionTable.Alias? {
        guard let program = try load({ () throws(EvaluationError) in try input.loader.typeAlias(name) }) else {
            return nil
        }
        guard case .typeAlias(let node)? = try onlyDefinition(of: program, "type", name) else {
            throw .failure(
                "The code loaded from \(program.file.path) does not define the type '\(name)' - no type alias or type definition found."
            )
        }
        guard node.name.lowercased() == name else {
            throw .failure(
                "The code loaded from \(program.file.path) produced type with the wrong name, expected '\(name)', actual '\(node.name)'"
            )
        }
        try checkBody(of: program, "type '\(name)'")
        definitions.add(program, module: name.moduleName)
        let alias = definitions.aliases[name]
        if alias?.typeSetHash == nil, program.file.path.hasSuffix("/types/init_typeset.pp") {
            throw .failure("The code loaded from \(program.file.path) does not define the TypeSet '\(node.name)'")
        }
        return alias
    }

    private func load(_ find: () throws(EvaluationError) -> Program?) throws(Interruption) -> Program? {
        do throws(EvaluationError) { return try find() } catch { throw .error(error) }
    }

    private func onlyDefinition(
        of program: Program, _ kind: String, _ name: String
    ) throws(Interruption) -> Expression? {
        guard let definition = program.definitions.first else {
            throw .failure(
                "The code loaded from \(program.file.path) does not define the \(kind) '\(name)' - it is empty.")
        }
        guard program.definitions.count == 1 else {
            throw .failure(
                "The code loaded from \(program.file.path) must contain only the \(kind) '\(name)' - it has additional definitions."
            )
        }
        return definition
    }

    private func checkBody(of program: Program, _ what: String) throws(Interruption) {
        switch program.body {
        case .functionDefinition, .typeAlias: return
        default:
            throw .failure(
                "The code loaded from \(program.file.path) contains additional logic - can only contain the \(what)")
        }
    }
}
