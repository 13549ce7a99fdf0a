import HTTPTypes
import Hummingbird
import JSON
import Logging
import PKI

/// `/puppet-ca/v1/sign`, `/sign/all` and `/clean`: many certificates at once, as `puppetserver ca` asks for.
struct CertificateBulkRoutes: Sendable {
    let parts: MasterParts

    private var authority: AuthorityDirectory { parts.configuration.authority }

    var routes: [Route] {
        [
            .post("/puppet-ca/v1/sign", .admin) { request, context in
                sign(try await certnames(request), context)
            },
            .post("/puppet-ca/v1/sign/all", .admin) { _, context in
                sign(try authority.list().filter { $0.state == .requested }.map(\.name), context)
            },
            .put("/puppet-ca/v1/clean", .admin) { request, context in
                let outcome = each(try await certnames(request), "cleaned", context) { (name) throws(PKIError) in
                    try authority.clean(name)
                }
                guard outcome.errors.isEmpty else {
                    return .text(outcome.errors.map(\.reason).joined(separator: "\n"), status: .notFound)
                }
                return .text("Successfully cleaned all certificates.")
            },
        ]
    }

    private struct Outcome {
        var done: [String] = []
        var errors: [(name: String, reason: String, isMissing: Bool)] = []
    }

    private func sign(_ certnames: [String], _ context: MasterRequestContext) -> Response {
        let outcome = each(certnames, "signed", context) { (name) throws(PKIError) in
            try authority.sign(name)
        }
        func names(_ isMissing: Bool) -> JSON {
            .array(outcome.errors.filter { $0.isMissing == isMissing }.map { .string($0.name) })
        }
        return .json([
            "signed": .array(outcome.done.map(JSON.string)), "no-csr": names(true), "signing-errors": names(false),
        ])
    }

    /// One name's failure does not stop the others.
    private func each(
        _ certnames: [String], _ action: String, _ context: MasterRequestContext,
        _ body: (String) throws(PKIError) -> Void
    ) -> Outcome {
        var outcome = Outcome()
        for name in certnames {
            do {
                try body(name)
                outcome.done.append(name)
                parts.logger.notice(
                    "certificate \(action)",
                    metadata: ["certname": "\(Certname.printable(name))", "by": "\(context.client.name)"])
            } catch {
                var isMissing = false
                if case .notFound = error { isMissing = true }
                outcome.errors.append((name, "\(error)", isMissing))
            }
        }
        return outcome
    }

    private func certnames(_ request: Request) async throws -> [String] {
        let limits = parts.configuration.limits
        let body = try await request.json(upTo: limits.requestBytes, within: limits.bodyTimeout)
        guard let names = body["certnames"]?.array?.map(\.string), !names.contains(nil) else {
            throw PuppetError.badRequest("'certnames' must be a list of names")
        }
        return names.compactMap(\.self)
    }
}
