import Foundation
import PKI

/// The agent's key, certificate and authorities, in the files of Puppet's SSL directory.
struct AgentIdentity: Sendable {
    let certname: String
    private let directory: StateDirectory

    init(certname: String, sslDirectory: String) throws(MasterError) {
        guard Certname.isValid(certname) else {
            throw .identity("'\(certname)' is not a certname: \(PKIError.invalidCertname(certname))")
        }
        self.certname = certname
        directory = StateDirectory(path: sslDirectory)
    }

    private var keys: StateDirectory { directory.subdirectory("private_keys") }
    private var certificates: StateDirectory { directory.subdirectory("certs") }

    /// The private key as PEM, made when there is none.
    func privateKeyPEM() throws -> String {
        if let pem = try text("\(certname).pem", in: keys) {
            _ = try PrivateKey(pem: pem)
            return pem
        }
        let pem = try PrivateKey.generate()
        try keys.write(Array(pem.utf8), to: "\(certname).pem")
        return pem
    }

    func authorityPEM() throws -> String? { try text("ca.pem", in: certificates) }

    func storeAuthority(_ pem: String) throws { try certificates.write(Array(pem.utf8), to: "ca.pem") }

    /// Our certificate, or nil; one that is not for our key, or has expired, does not count.
    func certificate(at date: Date) throws -> NodeCertificate? {
        guard let pem = try text("\(certname).pem", in: certificates) else { return nil }
        let certificate = try NodeCertificate(pem: pem)
        guard certificate.notAfter > date else { return nil }
        guard certificate.fits(try PrivateKey(pem: try privateKeyPEM())) else {
            throw MasterError.identity(
                "the certificate of '\(certname)' is not for the private key in \(directory.path); clean it on the master "
                    + "and remove \(certificates.filePath("\(certname).pem"))")
        }
        return certificate
    }

    func storeCertificate(_ pem: String) throws { try certificates.write(Array(pem.utf8), to: "\(certname).pem") }

    /// The request for our key; kept, so that asking again asks for the same.
    func requestPEM(extensions: [String: String]) throws -> String {
        let requests = directory.subdirectory("certificate_requests")
        let key = try privateKeyPEM()
        let pem = try CertificateRequest.make(certname: certname, privateKeyPEM: key, extensions: extensions)
        try requests.write(Array(pem.utf8), to: "\(certname).pem")
        return pem
    }

    private func text(_ name: String, in directory: StateDirectory) throws -> String? {
        try directory.read(name).map { String(decoding: $0, as: UTF8.self) }
    }
}
