import Kubernetes
import Synchronization

/// Writes after which everything was as before, although the dry run said otherwise: an admission webhook that does not
/// mind dry runs has its way.
final class VainWrites: Sendable {
    private struct Write: Hashable {
        /// Of what was to be written.
        let digest: String
        let paths: Set<String>
    }

    private let writes = Mutex<[String: Write]>([:])

    func note(_ identity: ObjectIdentity, digest: String, _ paths: [String]) {
        writes.withLock { $0[identity.description] = Write(digest: digest, paths: Set(paths)) }
    }

    /// Whether this very write changed nothing the last time.
    func contains(_ identity: ObjectIdentity, digest: String, _ paths: [String]) -> Bool {
        writes.withLock { $0[identity.description] == Write(digest: digest, paths: Set(paths)) }
    }

    /// Forgets what is in no catalog any more.
    func keep(only identities: Set<String>) {
        writes.withLock { writes in writes = writes.filter { identities.contains($0.key) } }
    }
}
