/// Why a token cannot be read or a key cannot be used. Holds no plain text and no key.
package enum EYAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    /// Not base64, or not the structure that hiera-eyaml writes.
    case malformed(String)
    case unsupportedCipher(String)
    /// The private key does not open it, the content was changed, or what comes out is no text. These are not told
    /// apart: whoever may have values opened must not learn from the answer how far that went.
    case wrongKey
    case badKey(String)
    /// There is only a public key.
    case noPrivateKey

    package var description: String {
        switch self {
        case .malformed(let problem): "the encrypted value is damaged: \(problem)"
        case .unsupportedCipher(let name): "the cipher \(name) is not supported; AES in CBC mode is"
        case .wrongKey:
            "the private key does not open this value; it was encrypted with another key, changed since, or is no text"
        case .badKey(let problem): "cannot read the key: \(problem)"
        case .noPrivateKey: "a private key is needed to decrypt"
        }
    }
}
