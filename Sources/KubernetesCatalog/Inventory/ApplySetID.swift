import Crypto

/// The identifier of an ApplySet, which binds the label of its members to one parent object.
package enum ApplySetID {
    /// `applyset-<base64url of the SHA-256 of name.namespace.kind.group>-v1`. An empty namespace or group keeps its dot.
    package static func compute(name: String, namespace: String, kind: String, group: String) -> String {
        let hash = SHA256.hash(data: Array("\(name).\(namespace).\(kind).\(group)".utf8))
        return "applyset-\(base64URL(Array(hash)))-v1"
    }

    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

    private static func base64URL(_ bytes: [UInt8]) -> String {
        var text: [UInt8] = []
        var bits = 0
        var count = 0
        for byte in bytes {
            bits = (bits << 8 | Int(byte)) & 0xFFFF
            count += 8
            while count >= 6 {
                count -= 6
                text.append(alphabet[bits >> count & 63])
            }
        }
        if count > 0 { text.append(alphabet[bits << (6 - count) & 63]) }
        return String(decoding: text, as: UTF8.self)
    }
}
