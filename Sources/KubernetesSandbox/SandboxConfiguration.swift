import Foundation

/// How a sandbox listens and behaves.
package struct SandboxConfiguration: Sendable {
    package var host = "127.0.0.1"
    /// 0 takes a free one.
    package var port = 0
    /// Nil listens without TLS.
    package var tls: TLS?
    /// The administrator's. Nil lets everybody in, unless roles decide.
    package var bearerToken: String?
    /// Who can come in besides the administrator.
    package var users: [User] = []
    /// Whether Roles, ClusterRoles and their bindings decide who may do what. Else everybody may do everything.
    package var authorizesByRoles = false
    package var clusterName = "sandbox"
    package var version = "v1.36.2"
    /// Whether the controllers run: Deployments make pods, namespaces empty themselves, and so on.
    package var runsControllers = true
    /// How long what a controller starts takes to be ready.
    package var controllerDelay: Duration = .milliseconds(500)
    package var nodeCount = 2
    /// How many changes of each resource a watch can go back.
    package var historyLimit = 4096
    /// What is there at the start; nil for what every new cluster has.
    package var start: SandboxSnapshot?
    package var faults: [FaultRule] = []
    /// Told of every request over HTTP, on the way in and after it was handled.
    package var audit: (@Sendable (AuditEvent) -> Void)?
    /// The time, in seconds since 1970.
    package var now: @Sendable () -> Int = { Int(Date().timeIntervalSince1970) }

    package init() {}

    /// Somebody with a token.
    package struct User: Hashable, Sendable {
        package let name: String
        package let groups: [String]
        package let token: String

        package init(name: String, groups: [String] = [], token: String) {
            self.name = name
            self.groups = groups
            self.token = token
        }
    }

    /// A certificate chain, leaf first, and its key, both as PEM.
    package struct TLS: Sendable {
        package let certificateChain: String
        package let privateKey: String
        /// What clients should trust; nil trusts the chain's last certificate.
        package let authority: String?

        package init(certificateChain: String, privateKey: String, authority: String? = nil) {
            self.certificateChain = certificateChain
            self.privateKey = privateKey
            self.authority = authority
        }
    }
}
