/// A name with its hash, worked out once for all the tables that are asked for it.
///
/// Names are equal when their bytes are.
package struct HashedName: Hashable, Sendable, ExpressibleByStringLiteral {
    package let text: String
    /// FNV-1a of the bytes; the same in every process.
    package let hash: UInt32

    package init(_ text: String) {
        self.text = text
        var text = text
        hash = text.withUTF8 { bytes in
            var hash: UInt32 = 0x811C_9DC5
            for byte in bytes { hash = (hash ^ UInt32(byte)) &* 0x0100_0193 }
            return hash
        }
    }

    package init(stringLiteral value: String) { self.init(value) }

    package static func == (left: HashedName, right: HashedName) -> Bool {
        left.hash == right.hash && left.text == right.text
    }

    package func hash(into hasher: inout Hasher) { hasher.combine(hash) }
}
