import Diagnostics
import OrderedCollections
import PuppetCatalog
package import PuppetSyntax
package import PuppetTypes
import Regexp

/// Compiles the catalog of one node.
///
/// Pure: everything it reads is in the input. It needs a stack of 64 MiB for the default limits.
package enum Compiler {
    package static func compile(_ input: CompileInput) throws(EvaluationError) -> CompileOutput {
        try compile(input) { output, _ in output }
    }

    /// Compiles, and hands the output on together with what tells where its values came from, for an input that asks
    /// for that.
    package static func compile<Result>(
        _ input: CompileInput, _ body: (CompileOutput, OriginExplorer?) -> Result
    ) throws(EvaluationError) -> Result {
        let evaluator = Evaluator(input: input)
        defer { evaluator.close() }
        let output = try evaluator.run { () throws(Interruption) in
            try evaluator.start()
            try evaluator.evaluateManifests()
            try evaluator.finish()
            return CompileOutput(catalog: evaluator.catalog(), logs: evaluator.logs, trace: evaluator.trace)
        }
        return body(output, OriginExplorer(evaluator))
    }
}

extension Evaluator {
    /// The value of a snippet in a fresh compile of its own, in which nothing is finished.
    package static func evaluateSnippet(_ program: Program, _ input: CompileInput) throws(EvaluationError) -> Value {
        try snippet(program, input).value
    }

    /// The value of a snippet, and what it logged.
    package static func snippet(
        _ program: Program, _ input: CompileInput
    ) throws(EvaluationError) -> (value: Value, logs: [LogEntry]) {
        let evaluator = Evaluator(input: input)
        defer { evaluator.close() }
        return try evaluator.run { () throws(Interruption) in
            try evaluator.start()
            evaluator.definitions.add(program, module: "")
            let value = try evaluator.inFile(program.file) { () throws(Interruption) in
                try evaluator.evaluate(program.body, evaluator.topScope)
            }
            return (value, evaluator.logs)
        }
    }

    /// Turns what nothing caught into an error.
    func run<Result>(_ body: () throws(Interruption) -> Result) throws(EvaluationError) -> Result {
        if let problem = definitions.problem { throw problem }
        do throws(Interruption) {
            return try body()
        } catch {
            throw escaped(error, at: nil)
        }
    }

    /// Lets go of what refers to each other.
    func close() {
        topScope.named.resource = nil
        builder.clear()
        classScopes = [:]
        tracer?.clear()
    }
}

extension Evaluator {
    /// Sets the variables of the top scope and adds the resources that every catalog has.
    func start() throws(Interruption) {
        setTopVariables()
        let main = definitions.main
        let stage = CatalogResource(
            type: builder.type(named: "Stage"), title: "main", kind: .compilableType, scope: topScope, source: main,
            definition: nil)
        stage.tags.insert(name: "stage")
        stage.addScopeTags()
        try builder.add(stage)
        try addSettings(to: stage)
        let resource = CatalogResource(
            type: builder.classType, title: "main", kind: .unknown, scope: topScope, source: main, definition: main)
        resource.tags.insert(name: "class")
        topScope.named.resource = resource
        resource.isEvaluated = true
        try builder.add(resource)
        stage.contain(resource)
    }

    private func setTopVariables() {
        topScope.reserveCapacity(input.facts.count + input.parameters.count + 4)
        for (name, value) in input.facts { setTop(name, value) }
        for (name, value) in input.parameters { setTop(name, value) }
        topScope.set("environment", .string(input.environment))
        topScope.set("trusted", .hash(input.trusted))
        topScope.set("server_facts", .hash(input.serverFacts))
        topScope.set("facts", .hash(input.facts))
        topScope.set("module_name", "")
        // The top scope is that of the main class.
        if !topScope.isBound("title") { topScope.set("title", "main") }
        if !topScope.isBound("name") { topScope.set("name", "main") }
    }

    private func setTop(_ name: Value, _ value: Value) {
        guard let name = name.stringContent, name != "environment" else { return }
        topScope.set(name, value)
    }

    /// The class of the settings is there without having been declared, so it adds no tags to the catalog.
    private func addSettings(to stage: CatalogResource) throws(Interruption) {
        let definition = definitions.settings
        let resource = CatalogResource(
            type: builder.classType, title: "Settings", kind: .unknown, scope: topScope, source: definition,
            definition: definition)
        resource.isEvaluated = true
        try fill(resource, ParameterTable(), topScope)
        resource.addScopeTags()
        try builder.add(resource)
        stage.contain(resource)
        let named = NamedScope(resource: resource, source: definition, outer: topScope)
        let scope = Scope(kind: .hostClass, parent: topScope, named: named)
        for (name, value) in input.settings { if let name = name.stringContent { scope.set(name, value) } }
        if !scope.isBound("environment") { scope.set("environment", .string(input.environment)) }
        scope.set("all_local", .hash(input.settings))
        classScopes["settings"] = scope
        builder.add(className: "settings")
    }

    /// Evaluates all that the node's catalog is made of.
    func evaluateManifests() throws(Interruption) {
        try evaluateSite()
        try evaluateNode()
        try declareClassifiedClasses()
        try evaluateGenerators()
    }

    /// Runs the code of the site manifests in the top scope.
    func evaluateSite() throws(Interruption) {
        classScopes[""] = topScope
        for program in input.loader.initialManifests {
            try inFile(program.file) { () throws(Interruption) in
                _ = try evaluate(program.body, topScope)
            }
        }
    }

    /// Finds the node definition that matches the node's name, and evaluates it.
    func evaluateNode() throws(Interruption) {
        guard !definitions.nodes.isEmpty else { return }
        guard let (node, name, match) = try matchingNode() else {
            throw raise(
                "unknown_node", "Could not find node statement with name 'default' or '\(input.nodeName)'", at: nil)
        }
        let definition = ResourceDefinition(
            kind: .node, name: name, body: node.definition.body, file: node.file, range: node.definition.range)
        topScope.match = match
        defer { topScope.match = nil }
        let resource = try ensureInCatalog(definition, topScope)
        try evaluate(resource, from: nil)
        nodeScope = classScopes[name]
    }

    private typealias NodeMatch = (node: DefinitionTable.Node, name: String, match: [Value]?)

    /// Names win over regular expressions, those over `default`; among equals the first.
    private func matchingNode() throws(Interruption) -> NodeMatch? {
        let wanted = input.nodeName.lowercased()
        var fallback: NodeMatch?
        for node in definitions.nodes {
            for match in node.matches {
                switch match {
                case .literalString(let name) where name.value.lowercased() == wanted: return (node, wanted, nil)
                case .qualifiedName(let name) where name.value.lowercased() == wanted: return (node, wanted, nil)
                case .literalDefault: fallback = fallback ?? (node, "default", nil)
                default: break
                }
            }
        }
        for node in definitions.nodes {
            for case .literalRegularExpression(let pattern) in node.matches {
                guard let match = try RubyString.firstMatch(of: compiled(pattern.pattern), in: input.nodeName) else {
                    continue
                }
                return (
                    node, DefinitionTable.Node.name(pattern: pattern.pattern),
                    match.captures.map { $0.map { .string(String($0)) } ?? .undef }
                )
            }
        }
        return fallback
    }

    /// Declares the classes that a node classifier assigned, those with parameters first. They are evaluated together
    /// with the defined types, as Puppet does it.
    func declareClassifiedClasses() throws(Interruption) {
        let scope = nodeScope ?? topScope
        for (name, parameters) in input.classes where !parameters.isEmpty {
            let definition = try classified(name)
            let resource = CatalogResource(
                type: builder.classType, title: ResourceReference.capitalized(definition.name), kind: .unknown,
                scope: scope.root, source: definition, definition: definition)
            let settings = parameters.map { name, value in
                ParameterSetting(name: name.stringContent ?? "", value: value, source: definition, place: nil)
            }
            try failingHere { () throws(Interruption) in
                try fill(resource, unique(settings, of: resource.reference), scope)
                try prepare(resource, scope)
                try add(resource, scope)
            }
        }
        let included = try input.classes.filter { $0.value.isEmpty }.keys.map { name throws(Interruption) in
            try classified(name)
        }
        for definition in included {
            _ = try failingHere { () throws(Interruption) in try ensureInCatalog(definition, scope) }
        }
        // The classes that they inherit from are among those.
        for resource in builder.resources where resource.isClass && !resource.isEvaluated {
            builder.evaluateLater(resource)
        }
    }

    private func classified(_ name: String) throws(Interruption) -> ResourceDefinition {
        guard let definition = try definition(ofClass: name.normalized) else {
            throw raise("unknown_class", "Could not find class \(name) for \(input.nodeName)", at: nil)
        }
        return definition
    }

    /// Gives complaints that no expression is to blame for the form of an error.
    func failingHere<Result>(
        at place: SourcePlace? = nil, _ body: () throws(Interruption) -> Result
    ) throws(Interruption) -> Result {
        do throws(Interruption) {
            return try body()
        } catch .failure(let message, let notes) {
            throw raise("compile_error", message, at: place, notes: notes)
        }
    }

    /// Collects and evaluates defined types until nothing new comes of it.
    func evaluateGenerators() throws(Interruption) {
        for _ in 0...1000 {
            let collected = try failingHere { () throws(Interruption) in try evaluateCollectors() }
            let evaluated = try evaluateDefinedTypes()
            if !collected, !evaluated { return }
        }
        throw raise("endless_generation", "Somehow looped more than 1000 times while evaluating host catalog", at: nil)
    }

    private func evaluateDefinedTypes() throws(Interruption) -> Bool {
        var waiting: [CatalogResource] = []
        var evaluated = false
        for resource in builder.takeUnevaluated() {
            if resource.isVirtual {
                waiting.append(resource)
                continue
            }
            evaluated = true
            try recovering { () throws(Interruption) in
                do throws(Interruption) {
                    try evaluate(resource, from: resource.place)
                } catch .failure(let message, let notes) {
                    throw fail(
                        "runtime_error", "Error while evaluating a Resource Statement, \(message)",
                        at: resource.place, notes: notes)
                }
            }
        }
        builder.putBack(waiting)
        return evaluated
    }
}
