import Diagnostics
import JSON
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
package import PuppetEvaluator
import PuppetSyntax
package import PuppetTypes

/// Compiles the catalog of a node in an environment: evaluation, expansion into Kubernetes objects, their
/// schema, the graph of their relations, and the digest.
package struct NodeCompiler: Sendable {
    package struct Request: Sendable {
        package let facts: NodeFacts
        /// Extensions of the node's certificate, `$trusted['extensions']`.
        package let trustedExtensions: [String: String]
        /// What a node classifier adds. Its environment is the caller's matter.
        package let classification: NodeClassification
        /// Whether to keep where every value came from; slower.
        package let isTracing: Bool

        package init(
            facts: NodeFacts, trustedExtensions: [String: String] = [:], classification: NodeClassification = .none,
            isTracing: Bool = false
        ) {
            self.facts = facts
            self.trustedExtensions = trustedExtensions
            self.classification = classification
            self.isTracing = isTracing
        }

        var tracing: Request {
            Request(
                facts: facts, trustedExtensions: trustedExtensions, classification: classification, isTracing: true)
        }
    }

    /// What the outside world gives to a compile; a catalog's digest does not depend on it, except on the key.
    package struct Circumstances: Sendable {
        /// The key of the refresh digests, a secret of the master's.
        package let refreshKey: [UInt8]
        /// Seconds since 1970.
        package let now: Double
        package let uuid: String
        /// The server's own name, `$servername`; nil where there is no server.
        package let serverName: String?

        package init(refreshKey: [UInt8], now: Double, uuid: String, serverName: String? = nil) {
            self.refreshKey = refreshKey
            self.now = now
            self.uuid = uuid
            self.serverName = serverName
        }
    }

    package let limits: EvaluationLimits

    /// The depth up to which the stack is large enough, `LargeStack.size` over 64 KiB for a level.
    package static let greatestDepth = 16_000

    package init(limits: EvaluationLimits = EvaluationLimits()) { self.limits = limits }

    /// Compiles on a thread of its own. A compile that fails is run once more with tracing, so that its errors can
    /// name where values came from. Cancelling the task ends the compile.
    package func compile(
        _ request: Request, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances
    ) async throws(CompileFailure) -> CompiledCatalog {
        let result = await runStoppable { deadline in
            let result = self.compileNow(request, in: snapshot, circumstances, deadline)
            guard case .failure(let failure) = result, !failure.isOfLimit else { return result }
            return self.diagnose(request.tracing, in: snapshot, circumstances, deadline)
        }
        return try result.mapError { $0.atOrigin(in: snapshot.files) }.get()
    }

    func runStoppable<Success: Sendable>(
        _ work: @escaping @Sendable (CompileDeadline) -> Success
    ) async -> Success {
        let deadline = CompileDeadline(seconds: limits.seconds)
        return await withTaskCancellationHandler {
            await LargeStack.run { work(deadline) }
        } onCancel: {
            deadline.cancel()
        }
    }

    /// The value of a snippet in a fresh compiler, in a file named `snippet.pp`.
    package func evaluate(
        _ code: String, facts: NodeFacts, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances
    ) async -> Result<Value, EvaluationError> {
        await runStoppable { deadline in
            let (program, diagnostics) = PuppetParser.parse(SourceFile(path: "snippet.pp", text: code))
            if let error = diagnostics.first(where: { $0.severity == .error }) {
                return .failure(EvaluationError(error))
            }
            var input = self.input(for: Request(facts: facts), in: snapshot, circumstances)
            input.stop = { deadline.check() }
            do throws(EvaluationError) {
                return .success(try Evaluator.evaluateSnippet(program, input))
            } catch {
                return .failure(error)
            }
        }
    }

    private func compileNow(
        _ request: Request, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances,
        _ deadline: CompileDeadline
    ) -> Result<CompiledCatalog, CompileFailure> {
        let errors = snapshot.loader.initialManifestErrors
        guard errors.isEmpty else { return .failure(CompileFailure(diagnostics: errors)) }
        do throws(EvaluationError) {
            var input = input(for: request, in: snapshot, circumstances)
            input.stop = { deadline.check() }
            return finish(try Compiler.compile(input), in: snapshot, circumstances)
        } catch {
            return .failure(CompileFailure(diagnostics: [error.diagnostic]))
        }
    }

    /// The evaluator's input for a request.
    package func input(
        for request: Request, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances
    ) -> CompileInput {
        let node = request.facts.node
        var trusted = PuppetHash()
        trusted["authenticated"] = "remote"
        trusted["certname"] = .string(node)
        trusted["domain"] = node.firstIndex(of: ".").map { .string(String(node[node.index(after: $0)...])) } ?? .undef
        trusted["extensions"] = .hash(
            PuppetHash(
                uniqueKeysWithValues: request.trustedExtensions.sorted { $0.key < $1.key }.map {
                    (.string($0.key), .string($0.value))
                }))
        trusted["hostname"] = .string(String(node.prefix { $0 != "." }))
        var serverFacts: PuppetHash = ["serverversion": .string(SettingsVariables.serverVersion)]
        if let name = circumstances.serverName { serverFacts["servername"] = .string(name) }
        // They are variables of the top scope, too, unless another has the name.
        let parameters = serverFacts.filter { request.facts.values[$0.key.stringContent ?? ""] == nil }
            .merging(request.classification.parameters) { _, classified in classified }
        serverFacts["environment"] = .string(snapshot.name)
        return CompileInput(
            nodeName: node, environment: snapshot.name, facts: request.facts.puppetHash, trusted: trusted,
            serverFacts: serverFacts, parameters: parameters, classes: request.classification.classes,
            settings: SettingsVariables.values(snapshot.configuration, serverName: circumstances.serverName),
            loader: snapshot.loader, data: SnapshotData(snapshot, tellsOrigins: request.isTracing),
            resourceTypes: snapshot.resourceTypes,
            formats: SnapshotFormats(),
            limits: limits, version: String(Int(circumstances.now)), codeID: snapshot.commit, uuid: circumstances.uuid,
            now: circumstances.now, isTracing: request.isTracing)
    }

    /// - Parameter origins: Tells where values came from, for a compile that was traced.
    func finish(
        _ output: CompileOutput, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances,
        checksRelations: Bool = true, origins: FieldOrigins? = nil
    ) -> Result<CompiledCatalog, CompileFailure> {
        let expanded = expand(output, in: snapshot, circumstances, origins: origins)
        if expanded.diagnostics.contains(where: { $0.severity == .error }) {
            return .failure(CompileFailure(diagnostics: expanded.diagnostics))
        }
        if checksRelations, let error = expanded.relationshipError {
            let places = ResourcePlaces(files: snapshot.files)
            return .failure(CompileFailure(diagnostics: [error.diagnostic(in: expanded.catalog, places: places)]))
        }
        return .success(
            CompiledCatalog(
                catalog: expanded.catalog, warnings: expanded.diagnostics, logs: output.logs, trace: output.trace))
    }

    func expand(
        _ output: CompileOutput, in snapshot: EnvironmentSnapshot, _ circumstances: Circumstances,
        origins: FieldOrigins?
    ) -> CatalogExpansion.Result {
        CatalogExpansion.expand(
            output.catalog,
            options: ExpansionOptions(
                refreshKey: circumstances.refreshKey, schema: snapshot.schema,
                place: ResourcePlaces(files: snapshot.files).place,
                templatePlace: { text, line in output.trace?.templatePlace(of: text, line: line) },
                origin: { resource, field in origins?.placeAndNotes(of: field, in: resource) },
                textOrigin: { manifest, content, bytes in origins?.notes(on: bytes, of: content, in: manifest) ?? [] }))
    }
}
