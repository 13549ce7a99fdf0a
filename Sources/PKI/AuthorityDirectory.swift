package import Foundation

/// A certificate authority on disk, laid out as Puppet's `ssl/ca`.
///
/// ```
/// ca_crt.pem  ca_key.pem  ca_crl.pem  serial  inventory.txt  signed/NAME.pem  requests/NAME.pem
/// ```
///
/// Every change takes a lock on the directory, so that a master and the command line can work on it at once.
/// The revocation list is the only record of what is revoked.
package struct AuthorityDirectory: Sendable {
    package let url: URL
    let now: @Sendable () -> Date

    package init(_ url: URL, now: @escaping @Sendable () -> Date = { Date() }) {
        self.url = url
        self.now = now
    }

    var certificateURL: URL { url.appending(path: "ca_crt.pem") }
    var keyURL: URL { url.appending(path: "ca_key.pem") }
    var revocationURL: URL { url.appending(path: "ca_crl.pem") }
    var serialURL: URL { url.appending(path: "serial") }
    var inventoryURL: URL { url.appending(path: "inventory.txt") }
    var signedURL: URL { url.appending(path: "signed") }
    var requestsURL: URL { url.appending(path: "requests") }

    func signedURL(_ certname: String) throws(PKIError) -> URL {
        try Certname.check(certname)
        return signedURL.appending(path: "\(certname).pem")
    }

    func requestURL(_ certname: String) throws(PKIError) -> URL {
        try Certname.check(certname)
        return requestsURL.appending(path: "\(certname).pem")
    }

    func withLock<Result>(_ body: () throws(PKIError) -> Result) throws(PKIError) -> Result {
        try AtomicFile.withLock(on: url.appending(path: ".lock"), body)
    }

    /// Whether an authority has been created here.
    package var exists: Bool {
        FileManager.default.fileExists(atPath: certificateURL.path)
    }

    /// Creates the directory and the authority unless they are there. Says whether it made a new authority.
    @discardableResult
    package func create(
        name: String, algorithm: PrivateKey.Algorithm = .ecP256,
        lifetime: TimeInterval = CertificateAuthority.defaultLifetime
    ) throws(PKIError) -> Bool {
        for directory in [url, signedURL, requestsURL] {
            do {
                try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            } catch {
                throw .storage(path: directory.path, reason: "cannot create the directory: \(error)")
            }
        }
        return try withLock { () throws(PKIError) -> Bool in
            guard !exists else { return false }
            let authority = try CertificateAuthority.create(
                name: name, algorithm: algorithm, now: now(), lifetime: lifetime)
            let list = try RevocationList.make(authority: authority, entries: [], number: 0, now: now())
            try AtomicFile.write(authority.privateKey.pem, to: keyURL, permissions: 0o600)
            try AtomicFile.write(list.pem, to: revocationURL, permissions: 0o644)
            try AtomicFile.write("0002\n", to: serialURL, permissions: 0o644)
            try AtomicFile.write(inventoryLine(authority.certificate), to: inventoryURL, permissions: 0o644)
            try AtomicFile.write(authority.certificate.pem, to: certificateURL, permissions: 0o644)
            return true
        }
    }

    /// The authority itself, with its key.
    package func authority() throws(PKIError) -> CertificateAuthority {
        guard let certificate = try AtomicFile.read(certificateURL), let key = try AtomicFile.read(keyURL) else {
            throw .authority(reason: "there is none in \(url.path); create it with `bunraku ca setup`")
        }
        return try CertificateAuthority(certificatePEM: certificate, privateKeyPEM: key)
    }

    /// What clients trust: the authority's certificate.
    package func certificatePEM() throws(PKIError) -> String {
        guard let pem = try AtomicFile.read(certificateURL) else {
            throw .authority(reason: "there is none in \(url.path); create it with `bunraku ca setup`")
        }
        return pem
    }

    /// The current revocation list; an error if it is not the authority's own.
    package func revocationList() throws(PKIError) -> RevocationList {
        let certificate = try certificatePEM()
        guard let pem = try AtomicFile.read(revocationURL) else {
            throw .authority(reason: "the revocation list \(revocationURL.path) is missing")
        }
        let list = try RevocationList(pem: pem)
        guard list.isIssued(by: try NodeCertificate(pem: certificate)) else {
            throw .authority(reason: "the revocation list \(revocationURL.path) is not signed by the authority")
        }
        return list
    }

    /// Changes whenever the revocation list does; cheap enough to ask on every request. Nil without a list.
    package func revocationListStamp() -> FileStamp? {
        FileStamp(path: revocationURL.path)
    }

    /// The signed certificate of a node, or nil.
    package func certificate(_ certname: String) throws(PKIError) -> NodeCertificate? {
        guard let pem = try AtomicFile.read(signedURL(certname)) else { return nil }
        return try NodeCertificate(pem: pem)
    }

    /// The request of a node that waits for an administrator, or nil.
    package func request(_ certname: String) throws(PKIError) -> CertificateRequest? {
        guard let pem = try AtomicFile.read(requestURL(certname)) else { return nil }
        return try CertificateRequest(pem: pem)
    }

    /// `0x0001 2026-01-31T10:00:00UTC 2031-01-30T10:00:00UTC /CN=name`, as Puppet writes.
    func inventoryLine(_ certificate: NodeCertificate) -> String {
        let style = Date.ISO8601FormatStyle(timeZone: .gmt)
        let dates = [certificate.notBefore, certificate.notAfter].map { date in
            String(date.formatted(style).dropLast()) + "UTC"
        }
        return "0x\(certificate.serial.hexadecimal) \(dates.joined(separator: " ")) /CN=\(certificate.certname)\n"
    }
}
