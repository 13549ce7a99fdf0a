import Foundation

/// Hands out the current credential: reads token files again, runs exec plugins when their answer expires.
actor CredentialSource {
    /// What one request carries.
    struct Presented: Sendable {
        var authorization: String?
        var certificate: ClusterAccess.ClientCertificate?
    }

    private let credential: ClusterAccess.Credential
    private let now: @Sendable () -> Date
    private var cached: (presented: Presented, until: Date)?

    /// How long a token file's content is believed; the kubelet rotates it long before it expires.
    static let tokenFileLifetime: TimeInterval = 60
    /// A plugin's answer is dropped this long before it expires.
    static let expiryMargin: TimeInterval = 10

    init(_ credential: ClusterAccess.Credential, now: @escaping @Sendable () -> Date) {
        self.credential = credential
        self.now = now
    }

    func current() async throws(KubernetesError) -> Presented {
        switch credential {
        case .none: return Presented()
        case .token(let token): return Presented(authorization: "Bearer \(token)")
        case .basic(let user, let password):
            return Presented(authorization: "Basic \(LocalFile.encodedBase64("\(user):\(password)"))")
        case .tokenFile(let path):
            if let cached, now() < cached.until { return cached.presented }
            let token = LocalFile.trimmed(try LocalFile.text(path))
            guard !token.isEmpty else { throw .credentials("the token file \(path) is empty") }
            return remember(Presented(authorization: "Bearer \(token)"), until: now() + Self.tokenFileLifetime)
        case .exec(let plugin):
            if let cached, now() < cached.until { return cached.presented }
            let answer = try await plugin.run()
            let presented = Presented(
                authorization: answer.token.map { "Bearer \($0)" }, certificate: answer.certificate)
            let until = answer.expiration.map { $0 - Self.expiryMargin } ?? .distantFuture
            return remember(presented, until: until)
        }
    }

    /// Forgets what the server has just refused. False when there is nothing fresher to be had.
    func refused(_ presented: Presented) -> Bool {
        switch credential {
        case .none, .token, .basic: return false
        case .tokenFile, .exec:
            // Another request may have replaced it already.
            if let cached, cached.presented.authorization == presented.authorization,
                cached.presented.certificate == presented.certificate
            {
                self.cached = nil
            }
            return true
        }
    }

    private func remember(_ presented: Presented, until: Date) -> Presented {
        cached = (presented, until)
        return presented
    }
}
