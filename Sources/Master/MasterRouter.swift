import HTTPTypes
import Hummingbird

/// All routes, each behind the check of who may use it.
struct MasterRouter {
    let parts: MasterParts
    let lookup: ClientCertificateMiddleware.Lookup

    private var routes: [Route] {
        get throws {
            try CatalogRoutes(parts: parts).routes + NodeRoutes(parts: parts).routes
                + EnvironmentRoutes(parts: parts).routes + AuthorityRoutes(parts: parts).routes
                + CertificateStatusRoutes(parts: parts).routes + CertificateBulkRoutes(parts: parts).routes
                + CertificateRenewalRoute(parts: parts).routes + StatusRoutes(parts: parts).routes
                + ReportRoutes(parts: parts).routes + WebhookRoute(parts: parts).routes
                + PageRoutes(parts: parts).routes
        }
    }

    func router() throws -> Router<MasterRequestContext> {
        let router = Router(context: MasterRequestContext.self)
        router.addMiddleware {
            AccessLogMiddleware(metrics: parts.metrics, logger: parts.logger)
            ClientCertificateMiddleware(lookup: lookup, revocations: parts.revocations, now: parts.now)
        }
        for route in try routes {
            router.on(RouterPath(route.path), method: route.method) { [policy = parts.policy] request, context in
                let reason = policy.refusal(context.client, access: route.access, node: context.name)
                if let reason { throw PuppetError.forbidden(reason, request: request) }
                return try await route.handler(request, context)
            }
        }
        return router
    }
}
