import Foundation
import HTTPTypes
import Hummingbird
import JSON
import OrderedCollections
import PKI

/// `/puppet/v3/catalog/:name`: a node's own catalog, or 304 if the node has it.
struct CatalogRoutes: Sendable {
    let parts: MasterParts

    var routes: [Route] {
        [
            .get("/puppet/v3/catalog/:name", .node) { request, context in
                try await catalog(request, context, fields: request.query)
            },
            .post("/puppet/v3/catalog/:name", .node) { request, context in
                let limits = parts.configuration.limits
                let body = try await request.body(upTo: limits.factsBytes, within: limits.bodyTimeout)
                return try await catalog(request, context, fields: FormFields(body).merging(request.query))
            },
        ]
    }

    private func catalog(
        _ request: Request, _ context: MasterRequestContext, fields: FormFields
    ) async throws -> Response {
        guard case .node(let certificate) = context.client else {
            throw PuppetError.forbidden("a client certificate is required", request: request)
        }
        let environment = try environment(fields, certname: certificate.certname, request: request)
        let facts = try await facts(fields, node: certificate.certname, environment: environment)
        let catalogRequest = CatalogRequest(
            node: certificate.certname, environment: environment, facts: facts, trusted: TrustedData(certificate),
            transactionUUID: fields["transaction_uuid"])
        let answer = try await answer(catalogRequest)
        guard parts.policy.allows(certificate.certname, environment: answer.environment) else {
            throw PuppetError.forbidden(
                "'\(certificate.certname)' may not use environment '\(answer.environment)'", request: request)
        }
        let etag = "\"\(answer.digest)\""
        if request.hasEntity(tagged: answer.digest) {
            parts.metrics.countNotModified()
            return Response(status: .notModified, headers: [.eTag: etag])
        }
        var response = Response.bytes(try await answer.body(), type: request.catalogType)
        response.headers[.eTag] = etag
        return response
    }

    private func environment(_ fields: FormFields, certname: String, request: Request) throws -> String {
        guard let environment = fields["environment"], !environment.isEmpty else {
            throw PuppetError.badRequest("An environment parameter must be specified")
        }
        guard EnvironmentName.isValid(environment) else {
            throw PuppetError.badRequest("The environment must be purely alphanumeric, not '\(environment.prefix(64))'")
        }
        guard parts.policy.allows(certname, environment: environment) else {
            throw PuppetError.forbidden("'\(certname)' may not use environment '\(environment)'", request: request)
        }
        return environment
    }

    /// The facts of the request, else the ones that the node sent last.
    private func facts(_ fields: FormFields, node: String, environment: String) async throws -> JSONObject {
        guard let text = fields["facts"], !text.isEmpty else {
            return try await parts.store.facts(node: node)?.values ?? [:]
        }
        let facts = try FactsUpload(form: text, format: fields["facts_format"])
        try await parts.remember(facts.values, node: node, environment: environment)
        return facts.values
    }

    private func answer(_ request: CatalogRequest) async throws -> CatalogAnswer {
        let start = ContinuousClock.now
        defer { parts.metrics.observeCatalog(ContinuousClock.now - start) }
        // What is known needs no place in the queue of those that compile.
        if let remembered = await parts.service.remembered(request) { return remembered }
        let limits = parts.configuration.limits
        do {
            return try await withDeadline(limits.compileTimeout) { [parts] in
                try await parts.gate.run { try await parts.service.catalog(request) }
            }
        } catch let error as CatalogServiceError {
            throw puppetError(error)
        } catch is CompileGate.Full {
            parts.metrics.countShed()
            throw PuppetError.busy(retryAfter: limits.retryAfter, "The master has too many catalogs to compile")
        } catch is DeadlineExceeded {
            parts.metrics.countShed()
            throw PuppetError.busy(retryAfter: limits.retryAfter, "The catalog took too long to compile")
        }
    }

    private func puppetError(_ error: CatalogServiceError) -> PuppetError {
        switch error {
        case .unknownEnvironment(let name): return .unknownEnvironment(name)
        case .evaluation(let message): return .serverError(message)
        case .notFound(let message): return .notFound(message)
        case .busy(let retryAfter):
            parts.metrics.countShed()
            return .busy(retryAfter: retryAfter, "The master has too many catalogs to compile")
        }
    }
}

extension MasterParts {
    /// Stores a node's facts unless they are stored already.
    func remember(_ facts: JSONObject, node: String, environment: String) async throws {
        guard factsMemory.isNew(facts, node: node, environment: environment) else { return }
        do {
            try await store.saveFacts(
                facts, node: node, environment: environment, receivedAt: now().timeIntervalSince1970)
        } catch {
            factsMemory.forget(node)
            throw error
        }
    }
}

extension Request {
    /// Whether If-None-Match names this digest. Weak tags count: a catalog of a digest is one and the same.
    fileprivate func hasEntity(tagged digest: String) -> Bool {
        guard let header = headers[.ifNoneMatch] else { return false }
        return header.split(separator: ",").contains { part in
            var tag = part.drop { $0 == " " }
            if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            return tag.filter { $0 != " " && $0 != "\"" } == digest
        }
    }

    /// Puppet's agents ask for rich data by its own type.
    fileprivate var catalogType: String {
        let accept = headers[.accept] ?? ""
        let type =
            accept.contains("application/vnd.puppet.rich+json")
            ? "application/vnd.puppet.rich+json" : "application/json"
        return "\(type); charset=utf-8"
    }
}
