import Crypto
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Regexp

extension BuiltinFunctions {
    static let stdlibPasswords: [BuiltinFunction] = [
        .legacy("pw_hash") { call throws(Interruption) in
            try call.expect(exactly: 3)
            let arguments = call.call.arguments.map { $0 == .undef ? "" : $0.unwrapped }
            guard let password = arguments[0].stringContent else {
                throw call.fails("first argument must be a string")
            }
            guard let kind = arguments[1].stringContent else { throw call.fails("second argument must be a string") }
            guard let hash = hashes[kind.lowercased()] else {
                throw call.fails("\(RubyValue.shown(arguments[1])) is not a valid hash type")
            }
            guard let salt = arguments[2].stringContent else { throw call.fails("third argument must be a string") }
            guard !salt.isEmpty else { throw call.fails("third argument must not be empty") }
            try hash.check(salt)
            if password.isEmpty { return .undef }
            return .string(try hash.make(Array(password.utf8), Array(salt.utf8)))
        },
        .legacy("str2saltedpbkdf2") { call throws(Interruption) in
            guard call.count == 3 else {
                throw call.fails("wrong number of arguments (\(call.count) for 3)")
            }
            let arguments = call.arguments.map(\.unwrapped)
            guard let password = arguments[0].stringContent else { throw call.fails("first argument must be a string") }
            guard let salt = arguments[1].stringContent else { throw call.fails("second argument must be a string") }
            guard salt.utf8.count >= 8 else { throw call.fails("second argument must be at least 8 bytes long") }
            guard case .integer(let iterations) = arguments[2] else {
                throw call.fails("third argument must be an integer")
            }
            guard iterations > 40_000, iterations < 70_000 else {
                throw call.fails("third argument must be between 40,000 and 70,000")
            }
            let key = derivedKey(Array(password.utf8), salt: Array(salt.utf8), iterations: iterations, blocks: 2)
            return .hash([
                "password_hex": .string(Hexadecimal.text(key)), "salt_hex": .string(Hexadecimal.text(Array(salt.utf8))),
                "iterations": .integer(iterations),
            ])
        },
    ]

    private struct Hash: Sendable {
        let check: @Sendable (String) throws(Interruption) -> Void
        let make: @Sendable (_ password: [UInt8], _ salt: [UInt8]) throws(Interruption) -> String
    }

    private static let hashes: [String: Hash] = {
        let plain: @Sendable (String) throws(Interruption) -> Void = { salt throws(Interruption) in
            let isFine = salt.utf8.allSatisfy { byte in
                switch byte {
                case 0x2E...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: false
                }
            }
            guard isFine else { throw .failure("pw_hash(): characters in salt must be in the set [a-zA-Z0-9./]") }
        }
        return [
            "md5": Hash(check: plain) { .init(PasswordHash.md5(password: $0, salt: $1)) },
            "sha-256": Hash(check: plain) { .init(PasswordHash.sha256(password: $0, salt: $1)) },
            "sha-512": Hash(check: plain) { .init(PasswordHash.sha512(password: $0, salt: $1)) },
            "bcrypt": bcrypt("2b"), "bcrypt-a": bcrypt("2a"), "bcrypt-x": bcrypt("2x"), "bcrypt-y": bcrypt("2y"),
        ]
    }()

    private static func bcrypt(_ prefix: String) -> Hash {
        let pattern = #"^(0[4-9]|[12][0-9]|3[01])\$[.\/A-Za-z0-9]{22}"#
        return Hash { salt throws(Interruption) in
            guard try RubyString.compile(.string(pattern)).matches(salt) else {
                throw .failure("pw_hash(): characters in salt must match (?-mix:\(pattern))")
            }
        } make: { _, _ throws(Interruption) in
            throw .failure("pw_hash(): bcrypt is not built in; use SHA-512, or bring the hash in as data")
        }
    }

    /// PBKDF2 with HMAC-SHA512, RFC 8018.
    private static func derivedKey(
        _ password: [UInt8], salt: [UInt8], iterations: Int, blocks: UInt8
    ) -> [UInt8] {
        let code = MessageCode(key: password)
        var derived: [UInt8] = []
        for block in 1...blocks {
            var last = code.authenticate(salt + [0, 0, 0, block])
            var sum = words(last)
            for _ in 1..<iterations {
                last = last.withUnsafeBytes { code.authenticate($0) }
                let more = words(last)
                for index in 0..<8 { sum[index] ^= more[index] }
            }
            derived += sum.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> (56 - 8 * $0)) } }
        }
        return derived
    }

    private static func words(_ digest: SHA512Digest) -> [UInt64] {
        digest.withUnsafeBytes { bytes in
            (0..<8).map { UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self)) }
        }
    }

    /// HMAC-SHA512 with what does not change between messages done once.
    private struct MessageCode {
        private var inner = SHA512()
        private var outer = SHA512()

        init(key: [UInt8]) {
            let key = key.count > 128 ? Array(SHA512.hash(data: key)) : key
            let block = key + Array(repeating: 0, count: 128 - key.count)
            inner.update(data: block.map { $0 ^ 0x36 })
            outer.update(data: block.map { $0 ^ 0x5C })
        }

        func authenticate(_ message: [UInt8]) -> SHA512Digest { message.withUnsafeBytes { authenticate($0) } }

        func authenticate(_ message: UnsafeRawBufferPointer) -> SHA512Digest {
            var inner = inner
            inner.update(bufferPointer: message)
            var outer = outer
            inner.finalize().withUnsafeBytes { outer.update(bufferPointer: $0) }
            return outer.finalize()
        }
    }
}

extension Value {
    /// What is in a `Sensitive`.
    var unwrapped: Value { if case .sensitive(let inner) = self { inner } else { self } }
}
