import Hummingbird
import JSON
import OrderedCollections
import PKI

/// `/puppet/v3/environments`: those that the client may use; all of them for an administrator. And Puppet's
/// way of saying that an environment's code has changed, which deploys it.
struct EnvironmentRoutes: Sendable {
    let parts: MasterParts

    var routes: [Route] {
        [
            .get("/puppet/v3/environments", .certificate) { _, context in
                var members = JSONObject()
                for environment in await parts.environments(for: context.client) {
                    members[environment.name] = ["settings": settings(environment)]
                }
                return .json(["search_paths": [], "environments": .object(members)])
            },
            .delete("/puppet-admin-api/v1/environment-cache", .admin) { request, _ in
                let one = request.query["environment"].map { [$0] }
                let names = if let one { one } else { await parts.service.environments().map(\.name) }
                for name in names {
                    guard EnvironmentName.isValid(name) else {
                        throw PuppetError.badRequest("The environment must be purely alphanumeric")
                    }
                    try parts.queueDeploy(name)
                }
                return Response(status: .noContent)
            },
        ]
    }

    private func settings(_ environment: EnvironmentSummary) -> JSON {
        var settings: JSONObject = [
            "modulepath": .array(environment.modulepath.map(JSON.string)), "manifest": [.string(environment.manifest)],
            "environment_timeout": "unlimited", "config_version": .string(environment.configVersion),
        ]
        if let commit = environment.commit { settings["code_id"] = .string(commit) }
        return .object(settings)
    }
}

extension MasterParts {
    /// Has an environment deployed soon; an error if too many wait.
    func queueDeploy(_ environment: String) throws {
        guard deploys.enqueue(environment) else {
            metrics.countShed()
            throw PuppetError.busy(
                retryAfter: configuration.limits.retryAfter, "Too many environments wait to be deployed")
        }
    }

    /// The environments that a client may see, by name.
    func environments(for client: Client) async -> [EnvironmentSummary] {
        guard case .node(let certificate) = client else { return [] }
        let isAdmin = policy.isAdmin(certificate.certname)
        return await service.environments().filter { environment in
            isAdmin || policy.allows(certificate.certname, environment: environment.name)
        }.sorted { $0.name < $1.name }
    }
}
