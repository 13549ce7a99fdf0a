/// Where an API server is, whom to trust there, and how to say who we are.
package struct ClusterAccess: Sendable {
    /// `https://host:port`, with a path prefix where there is one, without a slash at the end.
    package let server: String
    package var trust: Trust
    /// The name that the server's certificate must carry, where that is not the host of `server`.
    package var tlsServerName: String?
    package var clientCertificate: ClientCertificate?
    package var credential: Credential
    /// The namespace of the context.
    package var namespace: String
    /// Whether this is a pod's own cluster.
    package internal(set) var isInCluster = false

    /// Which server certificates are believed.
    package enum Trust: Hashable, Sendable {
        case system
        /// A PEM bundle.
        case authorities(pem: String)
        /// `insecure-skip-tls-verify`.
        case anything
    }

    /// A certificate chain and its key, both PEM.
    package struct ClientCertificate: Hashable, Sendable {
        package let chain: String
        package let key: String

        package init(chain: String, key: String) {
            self.chain = chain
            self.key = key
        }
    }

    /// What goes into the `Authorization` header.
    package enum Credential: Sendable {
        case none
        case token(String)
        /// Read again from time to time: the kubelet rotates service account tokens.
        case tokenFile(String)
        case basic(user: String, password: String)
        case exec(ExecPlugin)
    }

    package init(
        server: String, trust: Trust = .system, tlsServerName: String? = nil,
        clientCertificate: ClientCertificate? = nil,
        credential: Credential = .none, namespace: String = "default"
    ) {
        var server = server
        while server.hasSuffix("/") { server.removeLast() }
        self.server = server
        self.trust = trust
        self.tlsServerName = tlsServerName
        self.clientCertificate = clientCertificate
        self.credential = credential
        self.namespace = namespace
    }
}
