package import KubernetesClient

/// What can go wrong between an agent and its master.
package enum MasterError: Error, Hashable, Sendable {
    /// The master answered, and refused. `issueKind` is Puppet's, for example `RUNTIME_ERROR`.
    case status(code: Int, message: String, issueKind: String?, retryAfter: Duration?)
    case unreachable(String)
    case untrusted(String)
    case invalidAnswer(String)
    /// The certificate request waits for somebody to sign it.
    case notSigned(certname: String)
    /// What lies in the SSL directory does not fit.
    case identity(String)

    package var retry: Retry {
        switch self {
        case .status(503, _, _, let retryAfter): retryAfter.map { .after($0) } ?? .backoff
        case .status(429, _, _, let retryAfter): retryAfter.map { .after($0) } ?? .backoff
        case .status(502, _, _, _), .status(504, _, _, _), .unreachable: .backoff
        case .status, .untrusted, .invalidAnswer, .notSigned, .identity: .never
        }
    }
}

extension MasterError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .status(let code, let message, _, _): "Error \(code) on SERVER: \(message)"
        case .unreachable(let reason): "cannot reach the master: \(reason)"
        case .untrusted(let reason): "no trusted connection to the master: \(reason)"
        case .invalidAnswer(let reason): "the master gave an answer that cannot be understood: \(reason)"
        case .notSigned(let certname):
            "the certificate for '\(certname)' is not signed yet; sign it on the master with 'bunraku ca sign \(certname)'"
        case .identity(let reason): reason
        }
    }
}
