import Crypto

/// Hashes of passwords as `crypt(3)` makes them: MD5 (`$1$`) and SHA (`$5$`, `$6$`) with the usual number of rounds.
enum PasswordHash {
    private static let digits = Array("./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz".utf8)

    /// Three bytes as four digits, the last byte's lowest bits first.
    private static func encode(_ high: UInt8, _ middle: UInt8, _ low: UInt8, count: Int = 4) -> [UInt8] {
        var group = UInt32(high) << 16 | UInt32(middle) << 8 | UInt32(low)
        return (0..<count).map { _ in
            defer { group >>= 6 }
            return digits[Int(group & 63)]
        }
    }

    static func md5(password: [UInt8], salt: [UInt8]) -> String {
        let salt = Array(salt.prefix(8))
        func hash(_ bytes: [UInt8]) -> [UInt8] { Array(Insecure.MD5.hash(data: bytes)) }
        let inner = hash(password + salt + password)
        var start = password + Array("$1$".utf8) + salt + repeated(inner, count: password.count)
        var bits = password.count
        while bits > 0 {
            start.append(bits & 1 == 1 ? 0 : password.first ?? 0)
            bits >>= 1
        }
        var digest = hash(start)
        for round in 0..<1000 {
            var text: [UInt8] = round & 1 == 1 ? password : digest
            if round % 3 != 0 { text += salt }
            if round % 7 != 0 { text += password }
            text += round & 1 == 1 ? digest : password
            digest = hash(text)
        }
        var output: [UInt8] = []
        for index in 0..<4 { output += encode(digest[index], digest[index + 6], digest[index + 12]) }
        output += encode(digest[4], digest[10], digest[5]) + encode(0, 0, digest[11], count: 2)
        return String(decoding: Array("$1$".utf8) + salt + Array("$".utf8) + output, as: UTF8.self)
    }

    static func sha256(password: [UInt8], salt: [UInt8]) -> String {
        let salt = Array(salt.prefix(16))
        let digest = rounds(password, salt) { Array(SHA256.hash(data: $0)) }
        var output: [UInt8] = []
        var (a, b, c) = (0, 10, 20)
        for _ in 0..<10 {
            output += encode(digest[a], digest[b], digest[c])
            (a, b, c) = (c + 1, a + 1, b + 1)
        }
        output += encode(0, digest[31], digest[30], count: 3)
        return String(decoding: Array("$5$".utf8) + salt + Array("$".utf8) + output, as: UTF8.self)
    }

    static func sha512(password: [UInt8], salt: [UInt8]) -> String {
        let salt = Array(salt.prefix(16))
        let digest = rounds(password, salt) { Array(SHA512.hash(data: $0)) }
        var output: [UInt8] = []
        var (a, b, c) = (0, 21, 42)
        for _ in 0..<21 {
            output += encode(digest[a], digest[b], digest[c])
            (a, b, c) = (b + 1, c + 1, a + 1)
        }
        output += encode(0, 0, digest[63], count: 2)
        return String(decoding: Array("$6$".utf8) + salt + Array("$".utf8) + output, as: UTF8.self)
    }

    /// Drepper's scheme, 5000 rounds.
    private static func rounds(_ password: [UInt8], _ salt: [UInt8], _ hash: ([UInt8]) -> [UInt8]) -> [UInt8] {
        let inner = hash(password + salt + password)
        var start = password + salt + repeated(inner, count: password.count)
        var bits = password.count
        while bits > 0 {
            start += bits & 1 == 1 ? inner : password
            bits >>= 1
        }
        var digest = hash(start)
        let passwordText = repeated(
            hash(Array(repeatElement(password, count: password.count).joined())), count: password.count)
        let saltText = repeated(
            hash(Array(repeatElement(salt, count: 16 + Int(digest[0])).joined())), count: salt.count)
        for round in 0..<5000 {
            var text = round & 1 == 1 ? passwordText : digest
            if round % 3 != 0 { text += saltText }
            if round % 7 != 0 { text += passwordText }
            text += round & 1 == 1 ? digest : passwordText
            digest = hash(text)
        }
        return digest
    }

    private static func repeated(_ bytes: [UInt8], count: Int) -> [UInt8] {
        var result: [UInt8] = []
        while result.count < count { result += bytes.prefix(count - result.count) }
        return result
    }
}
