/// Bytes as hexadecimal digits in lower case, the form of every digest.
package enum Hexadecimal {
    package static func text(_ bytes: [UInt8]) -> String {
        String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
            for (position, byte) in bytes.enumerated() {
                text[2 * position] = digit(byte >> 4)
                text[2 * position + 1] = digit(byte & 15)
            }
            return 2 * bytes.count
        }
    }

    package static func text(_ bytes: some Sequence<UInt8>) -> String { text(Array(bytes)) }

    private static func digit(_ value: UInt8) -> UInt8 {
        value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
    }
}
