import Crypto

/// The SHA-256 fingerprint of a certificate or request, as `puppet ssl` and `openssl` print it.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    package let bytes: [UInt8]

    init(of der: some Sequence<UInt8>) {
        bytes = Array(SHA256.hash(data: Array(der)))
    }

    /// Upper case hexadecimal pairs joined by colons: `AB:CD:…`.
    package var description: String {
        bytes.map { byte in byte < 16 ? "0" + String(byte, radix: 16) : String(byte, radix: 16) }
            .joined(separator: ":").uppercased()
    }
}
