import Hummingbird
package import JSON
import OrderedCollections
import PKI

/// `/bunraku/v1/reports`: the stored reports; a node sees its own, an administrator all.
struct ReportRoutes: Sendable {
    let parts: MasterParts

    var routes: [Route] {
        [
            .get("/bunraku/v1/reports", .certificate) { request, context in
                let filter = try filter(request, context)
                return .json(.array(try await parts.store.list(filter).map(\.json)))
            },
            .get("/bunraku/v1/reports/:id", .certificate) { _, context in
                guard let report = try await parts.report(context.parameters.get("id"), for: context.client) else {
                    throw PuppetError.notFound("Could not find that report")
                }
                return .json(report.body)
            },
        ]
    }

    private func filter(_ request: Request, _ context: MasterRequestContext) throws -> ReportFilter {
        let query = request.query
        var filter = ReportFilter()
        filter.host = query["host"]
        filter.environment = query["environment"]
        filter.status = query["status"]
        filter.catalogDigest = query["catalog_digest"]
        filter.isCorrective = query["corrective_change"].map { $0 == "true" }
        if let limit = query["limit"] {
            guard let limit = Int(limit), limit > 0 else { throw PuppetError.badRequest("limit must be a number") }
            filter.limit = min(limit, 1000)
        }
        if let own = parts.onlyNode(for: context.client) {
            guard filter.host == nil || filter.host == own else {
                throw PuppetError.forbidden("'\(own)' may not read reports of other nodes", request: request)
            }
            filter.host = own
        }
        return filter
    }
}

extension MasterParts {
    /// The only node whose reports the client may see, or nil for an administrator.
    func onlyNode(for client: Client) -> String? {
        guard case .node(let certificate) = client else { return "" }
        return policy.isAdmin(certificate.certname) ? nil : certificate.certname
    }

    /// A report that the client may see, or nil.
    func report(_ id: String?, for client: Client) async throws -> (summary: ReportSummary, body: JSON)? {
        guard let id = id.flatMap({ Int64($0) }), let report = try await store.report(id: id) else { return nil }
        if let own = onlyNode(for: client), report.summary.host != own { return nil }
        return report
    }
}

extension ReportSummary {
    /// The members that `/bunraku/v1/reports` lists.
    package var json: JSON {
        [
            "id": .integer(Int(id)), "host": .string(host), "environment": .string(environment),
            "status": .string(status), "time": .string(time), "received_at": .double(receivedAt),
            "catalog_digest": catalogDigest.map(JSON.string) ?? .null, "code_id": codeID.map(JSON.string) ?? .null,
            "transaction_uuid": transactionUUID.map(JSON.string) ?? .null, "corrective_change": .boolean(isCorrective),
            "noop": .boolean(isNoop),
        ]
    }
}
