import HTTPTypes
import Hummingbird
import JSON
import Logging
import PKI

/// `POST /webhook`: a push to the control repository deploys its branch.
struct WebhookRoute: Sendable {
    let parts: MasterParts

    var routes: [Route] {
        [
            // Open, because the sender has no certificate: the signature stands for it.
            .post("/webhook", .open) { request, context in
                let limits = parts.configuration.limits
                let body = try await request.body(upTo: limits.webhookBytes, within: limits.bodyTimeout)
                guard let secret = parts.configuration.webhookSecret, !secret.isEmpty else {
                    throw PuppetError.forbidden("no webhook secret is configured", request: request)
                }
                guard WebhookSignature.isValid(headers: request.headers, body: body, secret: secret) else {
                    throw PuppetError.forbidden("the webhook's signature is missing or wrong", request: request)
                }
                return try deploy(Webhook(headers: request.headers, body: body))
            }
        ]
    }

    private func deploy(_ webhook: Webhook) throws -> Response {
        switch webhook {
        case .ping: return .json(["status": "ok"])
        case .ignored(let event): return .json(["status": "ignored", "event": .string(event)], status: .accepted)
        case .push(let branch):
            let environment = EnvironmentName.of(branch: branch)
            try parts.queueDeploy(environment)
            parts.logger.info(
                "webhook queued a deploy",
                metadata: ["branch": "\(Certname.printable(branch))", "environment": "\(environment)"])
            return .json(["status": "queued", "environment": .string(environment)], status: .accepted)
        }
    }
}
