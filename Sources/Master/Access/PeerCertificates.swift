import NIOCore
import NIOSSL
import PKI
import Synchronization

/// The client certificates of open connections.
///
/// TLS has verified that they come from the authority; they are read once for each connection, because a
/// client that polls sends many requests on one.
final class PeerCertificates: Sendable {
    private let known = Mutex<[ObjectIdentifier: NodeCertificate?]>([:])

    func certificate(of channel: any Channel) async throws -> NodeCertificate? {
        let identifier = ObjectIdentifier(channel)
        if let known = known.withLock({ $0[identifier] }) { return known }
        let peer = try await channel.nioSSL_peerCertificate().get()
        let certificate = try peer.map { try NodeCertificate(der: $0.toDERBytes()) }
        known.withLock { $0[identifier] = .some(certificate) }
        // The closure keeps the channel alive: no other can come to its address before its entry is gone.
        channel.closeFuture.whenComplete { [self] _ in
            known.withLock { _ = $0.removeValue(forKey: ObjectIdentifier(channel)) }
        }
        return certificate
    }
}
