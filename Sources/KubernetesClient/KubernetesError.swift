package import Kubernetes

/// What can go wrong between us and an API server.
package enum KubernetesError: Error, Sendable, Hashable {
    /// The server answered with a failure.
    case status(APIStatus)
    /// No connection, or one that broke. `wasSent` says whether the server may have seen the request.
    case unreachable(String, wasSent: Bool)
    /// The server's certificate, or ours, was refused.
    case untrusted(String)
    case timeout(String)
    /// The server answered with something that is not what its API says.
    case invalidAnswer(String)
    case answerTooLarge(limit: Int)
    /// The server does not serve this kind.
    case unknownKind(GroupVersionKind)
    /// The kubeconfig, or a file that it names.
    case configuration(String)
    /// The exec plugin, or a token that is not there.
    case credentials(String)
}

/// When trying again makes sense.
package enum Retry: Hashable, Sendable {
    case never
    case after(Duration)
    case backoff
}

extension KubernetesError {
    package var retry: Retry {
        switch self {
        case .status(let status): status.retry
        case .unreachable, .timeout, .invalidAnswer: .backoff
        case .untrusted, .answerTooLarge, .unknownKind, .configuration, .credentials: .never
        }
    }

    package var status: APIStatus? { if case .status(let status) = self { status } else { nil } }

    package var isNotFound: Bool { status?.code == 404 }
    package var isConflict: Bool { status?.code == 409 }
    /// The resource version is too old: list again.
    package var isExpired: Bool { status?.code == 410 }
    package var isInvalid: Bool { status?.code == 422 }
    /// Whether it is about one kind or object, so that others are still worth an attempt.
    package var isLocal: Bool {
        switch self {
        case .status, .unknownKind, .timeout, .invalidAnswer, .answerTooLarge: true
        case .unreachable, .untrusted, .configuration, .credentials: false
        }
    }

    package var isUnknownKind: Bool { if case .unknownKind = self { true } else { false } }

    /// Whether the server may have acted on the request although we saw no answer.
    package var leavesDoubt: Bool {
        switch self {
        case .unreachable(_, let wasSent): wasSent
        case .timeout, .invalidAnswer, .answerTooLarge: true
        case .status(let status): status.code >= 500 && status.code != 503
        case .untrusted, .unknownKind, .configuration, .credentials: false
        }
    }
}

extension KubernetesError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .status(let status): status.message
        case .unreachable(let reason, _): "cannot reach the API server: \(reason)"
        case .untrusted(let reason): "no trusted connection to the API server: \(reason)"
        case .timeout(let what): "timeout: \(what)"
        case .invalidAnswer(let reason): "the API server gave an answer that cannot be understood: \(reason)"
        case .answerTooLarge(let limit): "the API server's answer is larger than \(limit) bytes"
        case .unknownKind(let gvk): "the API server does not serve \(gvk.apiVersion) \(gvk.kind)"
        case .configuration(let reason), .credentials(let reason): reason
        }
    }
}
