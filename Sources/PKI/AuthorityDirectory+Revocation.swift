package import Foundation

extension AuthorityDirectory {
    /// Revokes every certificate that the node was given, as the inventory tells; then the current one.
    package func revoke(_ certname: String) throws(PKIError) {
        try Certname.check(certname)
        let authority = try authority()
        try withLock { () throws(PKIError) in
            try revokeLocked(certname, authority: authority)
        }
    }

    /// Revokes the node's certificates and forgets the node, so that it can ask for a new one.
    package func clean(_ certname: String) throws(PKIError) {
        try Certname.check(certname)
        let authority = try authority()
        try withLock { () throws(PKIError) in
            let hasRequest = try AtomicFile.read(requestURL(certname)) != nil
            let hasCertificate = try AtomicFile.read(signedURL(certname)) != nil
            guard hasRequest || hasCertificate else {
                throw .notFound(certname: certname, what: "certificate or request")
            }
            if hasCertificate { try revokeLocked(certname, authority: authority) }
            try AtomicFile.remove(requestURL(certname))
            try AtomicFile.remove(signedURL(certname))
        }
    }

    /// Signs the revocation list anew if it ends before `date`; clients refuse one that has ended. Says whether
    /// it did. Without the authority's key nothing can be done.
    @discardableResult
    package func extendRevocationList(endingBefore date: Date) throws(PKIError) -> Bool {
        guard FileManager.default.fileExists(atPath: keyURL.path) else { return false }
        let authority = try authority()
        return try withLock { () throws(PKIError) -> Bool in
            let list = try revocationList()
            guard let end = list.nextUpdate, end < date else { return false }
            let next = try RevocationList.make(
                authority: authority, entries: list.entries, number: list.number &+ 1, now: now())
            try AtomicFile.write(next.pem, to: revocationURL, permissions: 0o644)
            return true
        }
    }

    /// Drops a waiting request.
    package func reject(_ certname: String) throws(PKIError) {
        try Certname.check(certname)
        try withLock { () throws(PKIError) in
            guard try AtomicFile.read(requestURL(certname)) != nil else {
                throw .notFound(certname: certname, what: "certificate request")
            }
            try AtomicFile.remove(requestURL(certname))
        }
    }

    private func revokeLocked(_ certname: String, authority: CertificateAuthority) throws(PKIError) {
        var serials = try inventorySerials(certname)
        if let certificate = try certificate(certname) { serials.insert(certificate.serial) }
        guard !serials.isEmpty else { throw .notFound(certname: certname, what: "certificate") }
        let list = try revocationList()
        let new = serials.filter { !list.contains($0) }.sorted { $0.hexadecimal < $1.hexadecimal }
        guard !new.isEmpty else { return }
        let date = now()
        let entries = list.entries + new.map { RevocationList.Entry(serial: $0, date: date) }
        let next = try RevocationList.make(authority: authority, entries: entries, number: list.number &+ 1, now: date)
        try AtomicFile.write(next.pem, to: revocationURL, permissions: 0o644)
    }

    /// The serial numbers of all certificates that were ever made for the name.
    private func inventorySerials(_ certname: String) throws(PKIError) -> Set<SerialNumber> {
        let inventory = try AtomicFile.read(inventoryURL) ?? ""
        var serials: Set<SerialNumber> = []
        for line in inventory.split(whereSeparator: \.isNewline) {
            let fields = line.split(separator: " ")
            guard fields.count == 4, fields[3] == "/CN=\(certname)", fields[0].hasPrefix("0x"),
                let serial = UInt64(fields[0].dropFirst(2), radix: 16)
            else { continue }
            serials.insert(SerialNumber(serial))
        }
        return serials
    }

    /// Everything the authority knows, sorted by name: certificates, then requests without one.
    package func list() throws(PKIError) -> [CertificateStatus] {
        let revocations = try revocationList()
        var statuses: [String: CertificateStatus] = [:]
        for certname in try certnames(in: requestsURL) {
            if let request = try request(certname) { statuses[certname] = CertificateStatus(request) }
        }
        for certname in try certnames(in: signedURL) {
            guard let certificate = try certificate(certname) else { continue }
            statuses[certname] = CertificateStatus(
                certificate, isRevoked: revocations.contains(certificate.serial))
        }
        return statuses.values.sorted { $0.name < $1.name }
    }

    /// What the authority knows of one node, or nil.
    package func status(_ certname: String) throws(PKIError) -> CertificateStatus? {
        if let certificate = try certificate(certname) {
            return CertificateStatus(certificate, isRevoked: try revocationList().contains(certificate.serial))
        }
        return try request(certname).map { CertificateStatus($0) }
    }

    func certnames(in directory: URL) throws(PKIError) -> [String] {
        do {
            return try FileManager.default.contentsOfDirectory(atPath: directory.path).compactMap { name in
                guard name.hasSuffix(".pem") else { return nil }
                let certname = String(name.dropLast(4))
                return Certname.isValid(certname) ? certname : nil
            }
        } catch {
            throw .storage(path: directory.path, reason: "cannot list the directory: \(error)")
        }
    }
}
