import Diagnostics
import PuppetSyntax
import PuppetTypes

/// The classes, defined types, nodes, functions and type aliases that one compile knows so far.
final class DefinitionTable {
    struct Alias {
        let name: String
        let typeExpr: Expression
        let file: SourceFile
        /// The type set that the type belongs to.
        var names: TypeSetNames?
    }

    struct Node {
        let matches: [Expression]
        let definition: NodeDefinition
        let file: SourceFile

        var place: SourcePlace { SourcePlace(file: file, range: definition.range) }

        /// The name that a match gives to the node, by which Puppet knows two of the same.
        static func name(_ match: Expression) -> String? {
            switch match {
            case .literalString(let name): name.value.lowercased()
            case .qualifiedName(let name): name.value.lowercased()
            case .literalDefault: "default"
            case .literalRegularExpression(let pattern): name(pattern: pattern.pattern)
            default: nil
            }
        }

        /// The title that Puppet gives to a node whose name is a regular expression.
        static func name(pattern: String) -> String {
            let kept = pattern.lowercased().unicodeScalars.filter { scalar in
                scalar == "-" || scalar == "_" || scalar == ":" || scalar == "." || scalar.properties.isAlphabetic
                    || scalar.properties.numericType != nil
            }
            var text = String(String.UnicodeScalarView(kept))
            while text.hasPrefix(".") { text.removeFirst() }
            return "__node_regexp__\(text)"
        }
    }

    /// The main class, which holds the code of the site manifests.
    let main = ResourceDefinition(
        kind: .hostClass, name: "", body: .nop(Nop(range: .zero)), file: SourceFile(path: "", bytes: []), range: .zero)
    /// The class whose variables are the settings; its resource is there from the start.
    let settings = ResourceDefinition(
        kind: .hostClass, name: "settings", body: .nop(Nop(range: .zero)), file: SourceFile(path: "", bytes: []),
        range: .zero)
    private(set) var classes: [String: ResourceDefinition] = [:]
    private(set) var definedTypes: [String: ResourceDefinition] = [:]
    private(set) var nodes: [Node] = []
    private var nodesByName: [String: Node] = [:]
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
        for program in loader.initialManifests { add(program, module: "") }
    }

    func definition(ofClass name: String) throws(EvaluationError) -> ResourceDefinition? {
        if let known = classes[name] { return known }
        if name == settings.name { return settings }
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

    func add(_ program: Program, module: String) {
        guard added.insert(ObjectIdentifier(program.file)).inserted else { return }
        for definition in program.definitions { add(definition, program.file, module) }
    }

    private func add(_ expression: Expression, _ file: SourceFile, _ module: String) {
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
            insert(Node(matches: node.hostMatches, definition: node, file: file))
        case .functionDefinition(let node):
            let place = SourcePlace(file: file, range: node.range)
            if let existing = functions[node.name.normalized] {
                let first = SourcePlace(file: existing.file, range: existing.definition.range)
                note(
                    "Function '\(node.name)' is already defined \(first.puppetText); cannot redefine", at: place,
                    first: first)
            }
            functions[node.name.normalized] = PuppetFunction(definition: node, file: file)
        case .typeAlias(let node):
            if let existing = aliases[node.name.normalized] {
                let first = SourcePlace(file: existing.file, range: existing.typeExpr.range)
                note(
                    "Type '\(node.name)' is already defined \(first.puppetText); cannot redefine",
                    at: SourcePlace(file: file, range: node.range), first: first)
            }
            aliases[node.name.normalized] = Alias(name: node.name, typeExpr: node.typeExpr, file: file)
        default:
            break
        }
    }

    /// Makes a type of a set known under its whole name.
    func add(_ member: Alias) { aliases[member.name.normalized] = member }

    private func insert(_ node: Node) {
        for name in node.matches.compactMap(Node.name) {
            if let existing = nodesByName[name] {
                note(
                    "Node '\(name)' is already defined \(existing.place.puppetText); cannot redefine", at: node.place,
                    first: existing.place)
            }
            if let existing = classes[name] { note("Class", name, existing.place, redefinedAs: "node", at: node.place) }
            nodesByName[name] = node
        }
        nodes.append(node)
    }

    private func insert(
        _ definition: ResourceDefinition, into table: inout [String: ResourceDefinition], _ what: String
    ) {
        let isClass = definition.kind == .hostClass
        if let other = isClass ? definedTypes[definition.name] : classes[definition.name] {
            let (kind, what) = isClass ? ("Definition", "class") : ("Class", "definition")
            note(kind, definition.name, other.place, redefinedAs: what, at: definition.place)
        } else if isClass, let node = nodesByName[definition.name] {
            note("Node", definition.name, node.place, redefinedAs: "class", at: definition.place)
        } else if let existing = table[definition.name] {
            note(
                "\(what) '\(definition.name)' is already defined \(existing.place.puppetText); cannot redefine",
                at: definition.place, first: existing.place)
        } else {
            table[definition.name] = definition
        }
        for parameter in definition.parameters
        where parameter.value == nil && Metaparameter.contains(parameter.key) {
            note(
                "\(parameter.name) is a metaparameter; please choose another parameter name in the \(definition.name) definition",
                at: SourcePlace(file: definition.file, range: parameter.range), id: "metaparameter_as_parameter")
        }
    }

    private func note(
        _ kind: String, _ name: String, _ first: SourcePlace, redefinedAs other: String, at place: SourcePlace
    ) {
        note(
            "\(kind) '\(name)' is already defined \(first.puppetText); cannot be redefined as a \(other)", at: place,
            first: first)
    }

    /// Keeps the first complaint about a definition.
    private func note(
        _ message: Diagnostic.Message, at place: SourcePlace, first: SourcePlace? = nil,
        id: String = "duplicate_definition"
    ) {
        guard problem == nil else { return }
        let notes = first.map { [Diagnostic.Note("first defined here", at: $0)] } ?? []
        problem = EvaluationError(Diagnostic(id: id, message, at: place, notes: notes))
    }
}

extension String {
    /// In lower case and without a leading `::`, as classes and types are looked up.
    var normalized: String {
        let lowercased = lowercased()
        return lowercased.hasPrefix("::") ? String(lowercased.dropFirst(2)) : lowercased
    }
}
