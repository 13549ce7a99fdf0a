import Diagnostics
import Hiera
package import PuppetEvaluator
import PuppetSyntax
import PuppetTypes

/// The data of a snapshot for one compile, as the evaluator asks for it: `lookup()` and class parameters alike.
package struct SnapshotData: DataProvider {
    private let hiera: HieraSession
    private let loader: SnapshotLoader
    private let resourceTypes: SnapshotResourceTypes

    /// Whether answers say where their parts are written.
    private let tellsOrigins: Bool

    init(_ snapshot: EnvironmentSnapshot, tellsOrigins: Bool = false) {
        self.tellsOrigins = tellsOrigins
        hiera = snapshot.hiera.session()
        loader = snapshot.loader
        resourceTypes = snapshot.resourceTypes
    }

    package var knownKeys: [String] { hiera.engine.knownKeys }

    package func lookup(
        _ request: LookupRequest, in context: LookupContext
    ) throws(EvaluationError) -> LookupAnswer? {
        do {
            let merge = try request.merge.map { try MergeStrategy($0) }
            for key in request.keys {
                if let answer = try answer(key, merge: merge, in: context) {
                    return LookupAnswer(
                        value: answer.value, place: answer.place, origins: tellsOrigins ? Self.origins(answer) : nil)
                }
            }
            return nil
        } catch let error as HieraError {
            throw EvaluationError(error, isParameter: request.isParameter)
        } catch let error as EvaluationError {
            throw error
        } catch {
            throw EvaluationError(Diagnostic(id: "hiera", "the lookup failed: \(error)"))
        }
    }

    /// One key's value with its places, told to an explainer where there is one.
    func answer(
        _ key: String, merge: MergeStrategy?, in context: LookupContext, explainer: Explainer? = nil
    ) throws(HieraError) -> HieraAnswer? {
        try hiera.lookup(
            key: key, merge: merge, scope: { name in try context.variable(name) },
            convert: { value, conversion in try convert(value, conversion, context) }, calls: calls(context),
            explainer: explainer)
    }

    /// Every key of the data, as `lookup` takes it.
    func keys(in context: LookupContext) throws(HieraError) -> [String] {
        try hiera.keys(scope: { name in try context.variable(name) }, calls: calls(context))
    }

    func lookupOptions(of key: String, in context: LookupContext) throws(HieraError) -> PuppetHash {
        try hiera.lookupOptions(of: key, scope: { name in try context.variable(name) }, calls: calls(context))
    }

    private static func origins(_ answer: HieraAnswer) -> (@Sendable ([ValueStep]) -> [LookupOrigin])? {
        guard let sources = answer.sources else { return nil }
        return { path in
            sources.origins(of: path, in: answer.value).map { origin in
                var keys: [String] = []
                var variables: [String] = []
                for reference in origin.references {
                    switch reference {
                    case .key(let key): keys.append(key)
                    case .variable(let name): variables.append(name)
                    }
                }
                return LookupOrigin(
                    file: origin.file, range: origin.range, keys: keys, variables: variables,
                    function: origin.function)
            }
        }
    }

    private func calls(_ context: LookupContext) -> HieraCalls {
        HieraCalls(
            backend: { request in
                try context.backend(
                    BackendCall(
                        kind: request.kind, function: request.function, arguments: request.arguments,
                        host: SnapshotBackend(request.context)))
            },
            warn: { message in
                // A warning that cannot be logged is no reason to fail.
                _ = try? context.call("warning", [.string(message)])
            },
            caller: (context.caller as? SnapshotBackend)?.context)
    }

    /// `convert_to`: a type, or its text, and the arguments of its `new`.
    private func convert(_ value: Value, _ conversion: [Value], _ context: LookupContext) throws -> Value {
        let first = conversion.first ?? .undef
        let type = if let text = first.stringContent { try parse(type: text) } else { first }
        do throws(EvaluationError) {
            return try context.call("new", [type, value] + conversion.dropFirst())
        } catch {
            throw ConversionFailure.failed(error.diagnostic.message.text)
        }
    }

    func parse(type text: String) throws -> Value {
        let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "lookup_options", text: text))
        if let error = diagnostics.first(where: { $0.severity == .error }) {
            throw ConversionFailure.notAType(text, problem: error.message.text)
        }
        let input = CompileInput(
            nodeName: "", environment: "", loader: loader, data: self, resourceTypes: resourceTypes)
        let value: Value
        do throws(EvaluationError) {
            value = try Evaluator.evaluateSnippet(program, input)
        } catch {
            guard error.diagnostic.id == "unknown_type" else {
                throw ConversionFailure.notAType(text, problem: error.diagnostic.message.text)
            }
            throw ConversionFailure.failed(
                "Creation of new instance of type 'TypeReference['\(text)']' is not supported")
        }
        guard case .type = value else {
            throw ConversionFailure.notAType(
                text, problem: "The expression <\(text)> is not a valid type specification.")
        }
        return value
    }
}

extension EvaluationError {
    /// What the evaluator gives for a lookup that failed.
    init(_ error: HieraError, isParameter: Bool = true) {
        if var underlying = error.underlying as? EvaluationError {
            underlying.diagnostic.notes += error.diagnostic.notes
            self = underlying
            return
        }
        var diagnostic = error.diagnostic
        if error.isCallFailure, !isParameter {
            diagnostic.message =
                "Evaluation Error: Error while evaluating a Function Call, \(diagnostic.message.text)"
        }
        self.init(diagnostic)
    }
}
