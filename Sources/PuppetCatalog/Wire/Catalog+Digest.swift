import Crypto
import JSON

extension Catalog {
    /// SHA-256 in hexadecimal over the canonical JSON of everything but the version and the uuid.
    ///
    /// Secrets count, so that a changed secret is a changed catalog; resources and edges count in their order.
    package var digest: String {
        let hash = SHA256.hash(data: JSONWriter.bytes(.object(content()), .canonical))
        var text: [UInt8] = []
        text.reserveCapacity(64)
        let digits = Array("0123456789abcdef".utf8)
        for byte in hash {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
