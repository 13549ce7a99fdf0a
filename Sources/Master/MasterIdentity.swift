package import Foundation
package import PKI

/// The master's own certificate and key, as Puppet keeps them under `ssl/certs` and `ssl/private_keys`.
package struct MasterIdentity: Sendable {
    package let certificatePEM: String
    package let privateKeyPEM: String

    /// Loads the identity from `ssl`, and makes it with the authority if it is not there or is about to expire.
    ///
    /// `dnsNames` are the names that agents reach the master by.
    package static func prepare(
        certname: String, dnsNames: [String], ssl: URL, authority: AuthorityDirectory, now: Date = Date()
    ) throws -> MasterIdentity {
        try Certname.check(certname)
        let certificateURL = ssl.appending(path: "certs/\(certname).pem")
        let keyURL = ssl.appending(path: "private_keys/\(certname).pem")
        if let identity = try load(certificateURL, keyURL),
            try identity.isUsable(certname: certname, dnsNames: dnsNames, authority: authority, now: now)
        {
            return identity
        }
        if try authority.certificate(certname) != nil { try authority.clean(certname) }
        let (certificate, privateKeyPEM) = try authority.generate(certname, dnsNames: dnsNames)
        try FileManager.default.createDirectory(
            at: certificateURL.deletingLastPathComponent(), withIntermediateDirectories: true)
        try FileManager.default.createDirectory(
            at: keyURL.deletingLastPathComponent(), withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o750])
        try PrivateFile.write(privateKeyPEM, to: keyURL)
        try certificate.pem.write(to: certificateURL, atomically: true, encoding: .utf8)
        return MasterIdentity(certificatePEM: certificate.pem, privateKeyPEM: privateKeyPEM)
    }

    private static func load(_ certificateURL: URL, _ keyURL: URL) throws -> MasterIdentity? {
        let files = FileManager.default
        guard files.fileExists(atPath: certificateURL.path), files.fileExists(atPath: keyURL.path) else { return nil }
        return MasterIdentity(
            certificatePEM: try String(contentsOf: certificateURL, encoding: .utf8),
            privateKeyPEM: try String(contentsOf: keyURL, encoding: .utf8))
    }

    private func isUsable(
        certname: String, dnsNames: [String], authority: AuthorityDirectory, now: Date
    ) throws -> Bool {
        let certificate = try NodeCertificate(pem: certificatePEM)
        return try certificate.certname == certname && certificate.fits(PrivateKey(pem: privateKeyPEM))
            && certificate.isIssued(by: NodeCertificate(pem: authority.certificatePEM()))
            && certificate.isValid(at: now + 7 * 86400)
            && Set(dnsNames).isSubset(of: certificate.dnsNames)
            && !authority.revocationList().contains(certificate.serial)
    }
}
