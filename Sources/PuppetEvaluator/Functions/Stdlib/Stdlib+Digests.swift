import Crypto
import PuppetCatalog
import PuppetTypes

extension BuiltinFunctions {
    static let stdlibDigests: [BuiltinFunction] = [
        digest("stdlib::sha256") { bytes in Hexadecimal.text(SHA256.hash(data: bytes)) },
        digest("stdlib::crc32") { bytes in String(Checksum.crc32(bytes), radix: 16) },
        .legacy("fqdn_uuid") { call throws(Interruption) in
            guard call.count > 0 else { throw .failure("fqdn_uuid: No arguments given") }
            guard call.count == 1 else { throw .failure("fqdn_uuid: Too many arguments given (\(call.count))") }
            guard let name = call.text(0) else {
                throw .failure("fqdn_uuid: a \(RubyValue.className(call[0])) is no name of a host")
            }
            return .string(uuid(of: name))
        },
    ]

    /// The version-5 UUID of a name in the name space of DNS, RFC 4122.
    private static func uuid(of name: String) -> String {
        let space: [UInt8] = [
            0x6B, 0xA7, 0xB8, 0x10, 0x9D, 0xAD, 0x11, 0xD1, 0x80, 0xB4, 0x00, 0xC0, 0x4F, 0xD4, 0x30, 0xC8,
        ]
        var bytes = Array(Insecure.SHA1.hash(data: space + Array(name.utf8)).prefix(16))
        bytes[6] = bytes[6] & 0x0F | 0x50
        bytes[8] = bytes[8] & 0x3F | 0x80
        return [0..<4, 4..<6, 6..<8, 8..<10, 10..<16].map { Hexadecimal.text(bytes[$0]) }.joined(separator: "-")
    }

    private static func digest(
        _ name: String, _ hash: @escaping @Sendable ([UInt8]) -> String
    ) -> BuiltinFunction {
        let data: [PuppetType] = [.scalarData, .sensitive(.scalarData), .binary, .sensitive(.binary)]
        return BuiltinFunction(
            name,
            [
                Dispatch([.required("my_data", .variant(data))]) { call in
                    let value = if case .sensitive(let inner) = call[0] { inner } else { call[0] }
                    return .string(hash(Array(RubyValue.string(value).utf8)))
                }
            ])
    }
}

enum Checksum {
    /// CRC-32 as zlib has it.
    static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }
}
