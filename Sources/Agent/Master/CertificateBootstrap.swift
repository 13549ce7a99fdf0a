import Foundation
import KubernetesClient
import NIOHTTP1
import PKI

/// Gets the agent what it needs to talk to its master: the authority's certificate, and one of its own.
struct CertificateBootstrap: Sendable {
    let configuration: AgentConfiguration
    let identity: AgentIdentity
    let log: RunLog

    /// What a connection with client certificate is made of.
    struct Credentials: Sendable {
        let authorityPEM: String
        let certificatePEM: String
        let privateKeyPEM: String
    }

    /// Everything there already, or fetched from the master; waits for the signature as the configuration says.
    func credentials() async throws -> Credentials {
        let key = try identity.privateKeyPEM()
        let authority = try await authorityPEM()
        if let certificate = try identity.certificate(at: configuration.now()) {
            return Credentials(authorityPEM: authority, certificatePEM: certificate.pem, privateKeyPEM: key)
        }
        let pem = try await signedCertificate(authority: authority)
        return Credentials(authorityPEM: authority, certificatePEM: pem, privateKeyPEM: key)
    }

    private var settings: MasterConnection.Settings {
        var settings = MasterConnection.Settings(timeout: .seconds(30), answerLimit: 1 << 20)
        settings.clock = configuration.clock
        return settings
    }

    private func authorityPEM() async throws -> String {
        switch configuration.authority {
        case .pem(let pem): return pem
        case .file(let path):
            guard let data = try? Data(contentsOf: URL(filePath: path)) else {
                throw MasterError.identity("cannot read the certificate authority in \(path)")
            }
            return String(decoding: data, as: UTF8.self)
        case .onFirstUse:
            if let pem = try identity.authorityPEM() { return pem }
            return try await trustOnFirstUse()
        }
    }

    private func trustOnFirstUse() async throws -> String {
        let answer = try await MasterConnection.with(
            server: configuration.server, trust: .anything, settings: settings
        ) { connection in
            try await connection.send(.init(path: "/puppet-ca/v1/certificate/ca", headers: [("accept", "text/plain")]))
        }
        let certificate = try NodeCertificate(pem: answer.text)
        try identity.storeAuthority(answer.text)
        log.warning(
            "trusting the certificate authority '\(certificate.certname)' on first use; its SHA256 fingerprint is "
                + "\(certificate.fingerprint)")
        return answer.text
    }

    private func signedCertificate(authority: String) async throws -> String {
        try await MasterConnection.with(
            server: configuration.server, trust: .authorities(pem: authority), settings: settings
        ) { connection in
            if let pem = try await fetch(connection) { return pem }
            let request = try identity.requestPEM(extensions: configuration.requestExtensions)
            let put = MasterConnection.Request(
                method: .PUT, path: "/puppet-ca/v1/certificate_request/\(identity.certname)",
                headers: [("content-type", "text/plain")], body: Array(request.utf8))
            _ = try await connection.send(put)
            log.info("sent a certificate request for \(identity.certname)")
            while true {
                if let pem = try await fetch(connection) { return pem }
                guard configuration.certificateInterval > .zero else {
                    throw MasterError.notSigned(certname: identity.certname)
                }
                log.notice(
                    "\(MasterError.notSigned(certname: identity.certname)); asking again in \(configuration.certificateInterval)"
                )
                try await configuration.clock.sleep(for: configuration.certificateInterval)
            }
        }
    }

    /// The signed certificate, kept, or nil while there is none.
    private func fetch(_ connection: MasterConnection) async throws -> String? {
        let answer = try await connection.send(
            .init(path: "/puppet-ca/v1/certificate/\(identity.certname)", headers: [("accept", "text/plain")]),
            accepted: [404])
        guard answer.status != 404 else { return nil }
        let certificate = try NodeCertificate(pem: answer.text)
        guard certificate.fits(try PrivateKey(pem: try identity.privateKeyPEM())) else {
            throw MasterError.identity(
                "the master has a certificate for '\(identity.certname)' that is not for our key; clean it there with "
                    + "'bunraku ca revoke \(identity.certname)', or bring its key here")
        }
        try identity.storeCertificate(certificate.pem)
        log.info("received the certificate of \(identity.certname), fingerprint \(certificate.fingerprint)")
        return certificate.pem
    }
}
