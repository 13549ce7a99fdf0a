package import Foundation

extension AuthorityDirectory {
    /// What became of a request.
    package enum Submission: Sendable {
        case pending
        case signed(NodeCertificate)
    }

    /// Takes a node's request, and signs it if the policy says so.
    ///
    /// Sending the same key again changes nothing. Another key for a name that is taken is refused: whoever
    /// can reach the authority could otherwise take over a node's name. No more than `pendingLimit` requests
    /// wait, so that a flood does not fill the disk.
    package func submit(
        requestPEM: String, certname: String, policy: AutosignPolicy,
        options: CertificateAuthority.SigningOptions = .init(), pendingLimit: Int = 1000
    ) throws(PKIError) -> Submission {
        let request = try CertificateRequest(pem: requestPEM)
        let authority = try authority()
        var permissive = options
        permissive.allowsAlternativeNames = true
        permissive.allowsAuthorizationExtensions = true
        try authority.check(request, certname: certname, options: permissive)
        return try withLock { () throws(PKIError) -> Submission in
            if let certificate = try certificate(certname) {
                let isRevoked = try revocationList().contains(certificate.serial)
                throw .conflict(
                    certname: certname,
                    reason: "already has a \(isRevoked ? "revoked" : "signed") certificate; clean it to make a new one")
            }
            let pending = try self.request(certname)
            if let pending, !pending.hasSameKey(as: request) {
                throw .conflict(certname: certname, reason: "already has a request with another key; clean it first")
            }
            guard policy.allows(certname) else {
                let waiting = try certnames(in: requestsURL).count
                guard pending != nil || waiting < pendingLimit else {
                    throw .conflict(certname: certname, reason: "must wait: too many requests wait to be signed")
                }
                try AtomicFile.write(request.pem, to: requestURL(certname), permissions: 0o644)
                return .pending
            }
            return .signed(try signLocked(request, certname: certname, authority: authority, options: options))
        }
    }

    /// Signs the waiting request of a node.
    @discardableResult
    package func sign(
        _ certname: String, options: CertificateAuthority.SigningOptions = .init()
    ) throws(PKIError) -> NodeCertificate {
        let authority = try authority()
        return try withLock { () throws(PKIError) -> NodeCertificate in
            guard let request = try request(certname) else {
                throw .notFound(certname: certname, what: "certificate request")
            }
            return try signLocked(request, certname: certname, authority: authority, options: options)
        }
    }

    /// A new key and certificate, made here and returned; the key is not stored.
    package func generate(
        _ certname: String, dnsNames: [String] = [], extensions: [String: String] = [:],
        algorithm: PrivateKey.Algorithm = .ecP256, lifetime: TimeInterval? = nil
    ) throws(PKIError) -> (certificate: NodeCertificate, privateKeyPEM: String) {
        let privateKeyPEM = try PrivateKey.generate(algorithm)
        let requestPEM = try CertificateRequest.make(
            certname: certname, privateKeyPEM: privateKeyPEM, dnsNames: dnsNames, extensions: extensions)
        let request = try CertificateRequest(pem: requestPEM)
        var options = CertificateAuthority.SigningOptions()
        options.allowsAlternativeNames = true
        options.allowsAuthorizationExtensions = true
        if let lifetime { options.lifetime = lifetime }
        let authority = try authority()
        let certificate = try withLock { () throws(PKIError) -> NodeCertificate in
            guard try self.certificate(certname) == nil else {
                throw .conflict(certname: certname, reason: "already has a certificate; clean it to make a new one")
            }
            return try signLocked(request, certname: certname, authority: authority, options: options)
        }
        return (certificate, privateKeyPEM)
    }

    /// The node's current certificate again, valid for longer. The old one stays valid until it ends.
    package func renew(
        _ old: NodeCertificate, lifetime: TimeInterval = CertificateAuthority.SigningOptions().lifetime
    ) throws(PKIError) -> NodeCertificate {
        let authority = try authority()
        return try withLock { () throws(PKIError) -> NodeCertificate in
            guard try !revocationList().contains(old.serial), old.isValid(at: now()) else {
                throw .refused(certname: old.certname, reason: "its certificate is revoked or expired")
            }
            let serial = try nextSerial()
            let renewed = try authority.renew(old, serial: serial, now: now(), lifetime: lifetime)
            try record(renewed)
            return renewed
        }
    }

    /// Signs and records. The serial number is spent before the certificate exists, so none is used twice.
    private func signLocked(
        _ request: CertificateRequest, certname: String, authority: CertificateAuthority,
        options: CertificateAuthority.SigningOptions
    ) throws(PKIError) -> NodeCertificate {
        try authority.check(request, certname: certname, options: options)
        let serial = try nextSerial()
        let certificate = try authority.sign(request, as: certname, serial: serial, now: now(), options: options)
        try record(certificate)
        try AtomicFile.remove(requestURL(certname))
        return certificate
    }

    /// The inventory comes first: what is not in it could not be revoked.
    private func record(_ certificate: NodeCertificate) throws(PKIError) {
        let inventory = try AtomicFile.read(inventoryURL) ?? ""
        try AtomicFile.write(inventory + inventoryLine(certificate), to: inventoryURL, permissions: 0o644)
        try AtomicFile.write(certificate.pem, to: signedURL(certificate.certname), permissions: 0o644)
    }

    /// The file holds the next number in hexadecimal, as Puppet's.
    private func nextSerial() throws(PKIError) -> SerialNumber {
        let text = try AtomicFile.read(serialURL)?.filter { !$0.isWhitespace } ?? ""
        guard let number = UInt64(text, radix: 16), number > 0, number < UInt64.max else {
            throw .authority(reason: "\(serialURL.path) does not hold the next serial number")
        }
        try AtomicFile.write(SerialNumber(number + 1).hexadecimal + "\n", to: serialURL, permissions: 0o644)
        return SerialNumber(number)
    }
}
