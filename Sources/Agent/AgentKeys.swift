import Crypto
import Foundation

/// Keys that are derived from the agent's private key, one for each use.
enum AgentKeys {
    static func key(for use: String, privateKeyPEM: String) -> SymmetricKey {
        HKDF<SHA256>.deriveKey(
            inputKeyMaterial: SymmetricKey(data: Data(privateKeyPEM.utf8)), salt: Data("bunraku".utf8),
            info: Data(use.utf8), outputByteCount: 32)
    }
}
