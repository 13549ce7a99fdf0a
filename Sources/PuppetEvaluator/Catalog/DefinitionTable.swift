import Diagnostics
import PuppetSyntax
import PuppetTypes

/// The classes, defined types, nodes, functions and type aliases that one compile knows so far.
final class DefinitionTable {
    struct Alias {
        let name: String
        let typeExpr: Expression
        let file: SourceFile
    }

    struct Node {
        let matches: [Expression]
        let definition: NodeDefinition
        let file: SourceFile
    }

    /// The main class, which holds the code of the site manifests.
    let main = ResourceDefinition(
        kind: .hostClass, name: "", body: .nop(Nop(range: .zero)), file: SourceFile(path: "", bytes: []), range: .zero)
    private(set) var classes: [String: ResourceDefinition] = [:]
    private(set) var definedTypes: [String: ResourceDefinition] = [:]
    private(set) var nodes: [Node] = []
    private(set) var functions: [String: PuppetFunction] = [:]
    private(set) var aliases: [String: Alias] = [:]
    /// A complaint about a definition, raised when the file is used.
    private(set) var problem: EvaluationError?
    private let loader: any CodeLoader
    /// The names whose file was asked for.
    private var asked: Set<String> = []
    private var added: Set<ObjectIdentifier> = []

    init(loader: any CodeLoader) {
        self.loader = loader
        for program in loader.initialManifests { add(program, module: nil) }
    }

    func definition(ofClass name: String) throws(EvaluationError) -> ResourceDefinition? {
        if let known = classes[name] { return known }
        try load(name)
        return classes[name]
    }

    func definition(ofDefinedType name: String) throws(EvaluationError) -> ResourceDefinition? {
        if let known = definedTypes[name] { return known }
        try load(name)
        return definedTypes[name]
    }

    /// Loads the files that may define a name: its own, then those of the names around it.
    private func load(_ name: String) throws(EvaluationError) {
        // Puppet reads the module's init.pp before any other of its files.
        if try loadFile(of: name.moduleName, for: name) { return }
        var candidate = name
        while !candidate.isEmpty {
            if try loadFile(of: candidate, for: name) { return }
            candidate = candidate.lastRange(of: "::").map { String(candidate[..<$0.lowerBound]) } ?? ""
        }
    }

    /// Loads a name's file, once; true if `wanted` is known then.
    private func loadFile(of name: String, for wanted: String) throws(EvaluationError) -> Bool {
        if asked.insert(name).inserted, let program = try loader.definition(ofClassOrDefine: name) {
            add(program, module: name.moduleName)
            if let problem { throw problem }
        }
        return classes[wanted] != nil || definedTypes[wanted] != nil
    }

    func add(_ program: Program, module: String?) {
        guard added.insert(ObjectIdentifier(program.file)).inserted else { return }
        for definition in program.definitions { add(definition, program.file, module) }
    }

    private func add(_ expression: Expression, _ file: SourceFile, _ module: String?) {
        switch expression {
        case .hostClassDefinition(let node):
            let definition = ResourceDefinition(
                kind: .hostClass, name: node.name.normalized, parameters: node.parameters, body: node.body, file: file,
                range: node.range, parentName: node.parentClass?.normalized, moduleName: module)
            insert(definition, into: &classes, "Class")
        case .resourceTypeDefinition(let node):
            let definition = ResourceDefinition(
                kind: .definedType, name: node.name.normalized, parameters: node.parameters, body: node.body,
                file: file,
                range: node.range, moduleName: module)
            insert(definition, into: &definedTypes, "Definition")
        case .nodeDefinition(let node):
            nodes.append(Node(matches: node.hostMatches, definition: node, file: file))
        case .functionDefinition(let node):
            functions[node.name.normalized] = PuppetFunction(definition: node, file: file)
        case .typeAlias(let node):
            aliases[node.name.normalized] = Alias(name: node.name, typeExpr: node.typeExpr, file: file)
        default:
            break
        }
    }

    private func insert(
        _ definition: ResourceDefinition, into table: inout [String: ResourceDefinition], _ what: String
    ) {
        guard let existing = table[definition.name] else {
            table[definition.name] = definition
            return
        }
        guard problem == nil else { return }
        let first = "(file: \(existing.file.path), line: \(existing.place.line))"
        problem = EvaluationError(
            Diagnostic(
                id: "duplicate_definition",
                "\(what) '\(definition.name)' is already defined \(first); cannot redefine", at: definition.place,
                notes: [Diagnostic.Note("first defined here", at: existing.place)]))
    }
}

extension String {
    /// In lower case and without a leading `::`, as classes and types are looked up.
    var normalized: String {
        let lowercased = lowercased()
        return lowercased.hasPrefix("::") ? String(lowercased.dropFirst(2)) : lowercased
    }
}
