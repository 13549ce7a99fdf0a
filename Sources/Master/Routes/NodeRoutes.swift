import Foundation
import Hummingbird
import JSON
import PKI

/// What a node sends and asks about itself: facts, reports, and its environment.
struct NodeRoutes: Sendable {
    let parts: MasterParts

    var routes: [Route] {
        [
            .put("/puppet/v3/facts/:name", .node, putFacts),
            .put("/puppet/v3/report/:name", .node, putReport),
            .get("/puppet/v3/node/:name", .node, getNode),
        ]
    }

    private func putFacts(_ request: Request, _ context: MasterRequestContext) async throws -> Response {
        let limits = parts.configuration.limits
        let json = try await request.json(upTo: limits.factsBytes, within: limits.bodyTimeout)
        let upload = try FactsUpload(json)
        if let name = upload.name, name != context.name {
            throw PuppetError.badRequest("The facts are of '\(name)', not of '\(context.name)'")
        }
        let environment = request.query["environment"] ?? ""
        try await parts.remember(upload.values, node: context.name, environment: environment)
        return .text("")
    }

    private func putReport(_ request: Request, _ context: MasterRequestContext) async throws -> Response {
        let limits = parts.configuration.limits
        let report = try await request.json(upTo: limits.reportBytes, within: limits.bodyTimeout)
        guard report.object != nil else { throw PuppetError.badRequest("The report is not an object") }
        if let host = report["host"]?.string, host != context.name {
            throw PuppetError.badRequest("The report is of '\(host)', not of '\(context.name)'")
        }
        let summary = try await parts.store.save(
            report, host: context.name, receivedAt: parts.now().timeIntervalSince1970)
        let known = ["failed", "changed", "unchanged"]
        parts.metrics.countReport(status: known.contains(summary.status) ? summary.status : "unknown")
        return .json(["store"])
    }

    /// The environment that the node is to use. An agent asks when nobody told it.
    private func getNode(_ request: Request, _ context: MasterRequestContext) async throws -> Response {
        let asked = request.query["environment"]
        guard let environment = parts.policy.environment(for: context.name, asked: asked) else {
            throw PuppetError.forbidden(
                "'\(context.name)' may not use environment '\(asked ?? "")'", request: request)
        }
        return .json([
            "name": .string(context.name), "environment": .string(environment), "parameters": [:], "classes": [],
        ])
    }
}
