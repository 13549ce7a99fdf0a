package import Foundation
import JSON
package import Kubernetes
package import Logging

/// A client of one Kubernetes API server.
///
/// It holds connections, so it is used inside `withClient`, which closes them.
package struct KubernetesClient: Sendable {
    package let access: ClusterAccess
    package let configuration: Configuration
    let transport: APITransport
    let discovery: Discovery

    package struct Configuration: Sendable {
        package var logger: Logger
        package var retryPolicy = RetryPolicy()
        /// The time for one attempt of a request, from sending to the last byte of the answer.
        package var requestTimeout: Duration = .seconds(60)
        /// How long a watch runs before it is opened anew.
        package var watchTimeout: Duration = .seconds(300)
        /// The largest answer, in bytes.
        package var answerLimit = 128 << 20
        package var connectionLimit = 16
        package var userAgent = "bunraku"
        package var clock: any Clock<Duration> = ContinuousClock()
        package var now: @Sendable () -> Date = { Date.now }
        /// Told of each attempt when it is over.
        package var observe: @Sendable (RequestObservation) -> Void = { _ in }

        package init(logger: Logger) { self.logger = logger }
    }

    private init(_ access: ClusterAccess, _ configuration: Configuration) throws(KubernetesError) {
        self.access = access
        self.configuration = configuration
        transport = try APITransport(access, configuration)
        discovery = Discovery(transport)
    }

    /// Runs `body` with a client, and closes its connections whatever happens.
    package static func withClient<Result>(
        _ access: ClusterAccess, _ configuration: Configuration, _ body: (KubernetesClient) async throws -> Result
    ) async throws -> Result {
        let client = try KubernetesClient(access, configuration)
        do {
            let result = try await body(client)
            await client.transport.shutdown()
            return result
        } catch {
            await client.transport.shutdown()
            throw error
        }
    }

    /// The server's version, `v1.36.2`.
    package func version() async throws -> String {
        let json = try await transport.send(APIRequest(path: "/version")).json
        return json["gitVersion"]?.string ?? ""
    }

    /// The names of the API groups, without the core one, in the server's order.
    package func groupNames() async throws -> [String] {
        let json = try await transport.send(APIRequest(path: "/apis")).json
        guard let groups = json["groups"]?.array else { throw KubernetesError.invalidAnswer("it has no groups") }
        return groups.compactMap { $0["name"]?.string }
    }

    /// How the server serves a kind; `KubernetesError.unknownKind` where it does not.
    package func resource(_ gvk: GroupVersionKind) async throws -> APIResource {
        try await discovery.resource(gvk)
    }

    /// How the server serves a kind, in whichever version it prefers.
    package func resource(_ groupKind: GroupKind) async throws -> APIResource {
        try await discovery.resource(groupKind)
    }

    /// Asks anew for a group's kinds when they are next needed.
    package func forgetResources(of group: String) async { await discovery.forget(group: group) }

    static func object(_ answer: APIAnswer) -> KubernetesObject { KubernetesObject(answer.json) }
}
