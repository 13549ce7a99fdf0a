/// A certificate's serial number, without leading zeros.
package struct SerialNumber: Hashable, Sendable {
    package let bytes: [UInt8]

    package init(bytes: some Collection<UInt8>) {
        let significant = bytes.drop { $0 == 0 }
        self.bytes = significant.isEmpty ? [0] : Array(significant)
    }

    package init(_ number: UInt64) {
        self.init(bytes: stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: number >> UInt64($0)) })
    }

    /// The number if it fits 64 bits, as that of every certificate made here does.
    package var integer: UInt64? {
        guard bytes.count <= 8 else { return nil }
        return bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// Upper case hexadecimal with at least four digits, as in Puppet's inventory.
    package var hexadecimal: String {
        let text = bytes.map { $0 < 16 ? "0" + String($0, radix: 16) : String($0, radix: 16) }.joined().uppercased()
        return text.count < 4 ? String(repeating: "0", count: 4 - text.count) + text : text
    }
}
