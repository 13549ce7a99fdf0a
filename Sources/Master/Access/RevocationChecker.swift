import PKI
import Synchronization

/// The authority's revocation list, read again whenever its file changes.
final class RevocationChecker: Sendable {
    private let authority: AuthorityDirectory
    private let cached = Mutex<(stamp: FileStamp, list: RevocationList)?>(nil)

    init(authority: AuthorityDirectory) {
        self.authority = authority
    }

    /// The current list. Throws if there is none that can be trusted: then nobody is let in.
    func list() throws(PKIError) -> RevocationList {
        guard let stamp = authority.revocationListStamp() else { return try authority.revocationList() }
        if let cached = cached.withLock({ $0 }), cached.stamp == stamp { return cached.list }
        let list = try authority.revocationList()
        cached.withLock { $0 = (stamp, list) }
        return list
    }

    func isRevoked(_ certificate: NodeCertificate) throws(PKIError) -> Bool {
        try list().contains(certificate.serial)
    }
}
