import PKI

/// Who may do what. What no rule allows is refused.
struct AccessPolicy: Sendable {
    let admins: Set<String>
    let grants: [NameGlob: [NameGlob]]

    /// Who may use a route.
    enum Access: Hashable, Sendable {
        /// Anyone, also without a certificate.
        case open
        /// Anyone with a certificate that is valid and not revoked.
        case certificate
        /// The node whose name is in the route, and nobody else.
        case node
        case admin
    }

    func isAdmin(_ certname: String) -> Bool {
        admins.contains(certname)
    }

    /// Nil if the client may use the route, else why not.
    func refusal(_ client: Client, access: Access, node: String?) -> String? {
        guard access != .open else { return nil }
        switch client {
        case .anonymous: return "a client certificate is required"
        case .refused(_, let reason): return reason
        case .node(let certificate):
            switch access {
            case .open, .certificate: return nil
            case .node:
                return node == certificate.certname ? nil : "'\(certificate.certname)' may not act for another node"
            case .admin:
                return isAdmin(certificate.certname) ? nil : "'\(certificate.certname)' is not an administrator"
            }
        }
    }

    /// Whether a grant gives the node this environment.
    func allows(_ certname: String, environment: String) -> Bool {
        grants.contains { nodes, environments in
            nodes.matches(certname) && environments.contains { $0.matches(environment) }
        }
    }

    /// The environment for a node that does not know its own: what it asked for if that is granted, else the
    /// first by name that is granted without a pattern.
    func environment(for certname: String, asked: String?) -> String? {
        if let asked, allows(certname, environment: asked) { return asked }
        return grants.filter { $0.key.matches(certname) }.flatMap(\.value).map(\.pattern)
            .filter { !$0.contains("*") }.min()
    }
}
