import HTTPTypes
import Hummingbird
import JSON
import Mustache
import PKI

/// The web page: environments, the last run of every node, drift, and single reports.
///
/// A node sees itself, an administrator sees everything.
struct PageRoutes: Sendable {
    private let parts: MasterParts
    private let overview: MustacheTemplate
    private let report: MustacheTemplate

    init(parts: MasterParts) throws {
        self.parts = parts
        overview = try MustacheTemplate(string: PageTemplates.overview)
        report = try MustacheTemplate(string: PageTemplates.report)
    }

    var routes: [Route] {
        [
            .get("/", .certificate) { _, context in
                page(overview.render(try await overviewValues(context.client)))
            },
            .get("/reports/:id", .certificate) { _, context in
                guard let found = try await parts.report(context.parameters.get("id"), for: context.client) else {
                    throw PuppetError.notFound("Could not find that report")
                }
                return page(report.render(ReportPage.values(found.summary, found.body)))
            },
        ]
    }

    private func page(_ html: String) -> Response {
        var response = Response.bytes(Array(html.utf8), type: "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
        response.headers[.xContentTypeOptions] = "nosniff"
        response.headers[.cacheControl] = "no-store"
        return response
    }

    private func overviewValues(_ client: Client) async throws -> [String: Any] {
        let own = parts.onlyNode(for: client)
        var filter = ReportFilter()
        filter.host = own
        filter.limit = 1
        let latest = try await own == nil ? parts.store.latest() : parts.store.list(filter)
        let environments = await parts.environments(for: client)
        return [
            "client": client.name,
            "environments": environments.map { environment in
                let nodes = latest.filter { $0.environment == environment.name }
                return [
                    "name": environment.name, "commit": String((environment.commit ?? "").prefix(12)),
                    "nodes": nodes.count, "failed": nodes.count { $0.status == "failed" },
                    "drifted": nodes.count(where: \.isCorrective),
                ] as [String: Any]
            },
            "hasNodes": !latest.isEmpty,
            "nodes": latest.map(ReportPage.summaryValues),
            "failedCount": latest.count { $0.status == "failed" },
            "driftCount": latest.count(where: \.isCorrective),
            "nodeCount": latest.count,
        ]
    }
}
