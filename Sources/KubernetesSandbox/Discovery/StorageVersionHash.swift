import JSON
import Kubernetes

/// The hash by which clients notice that a resource is stored in another version: the first eight bytes of the
/// SHA-256 of `group/version/Kind`, in base64.
enum StorageVersionHash {
    static func of(_ gvk: GroupVersionKind) -> String {
        Base64.encode(Array(SHA256.hash(Array("\(gvk.group)/\(gvk.version)/\(gvk.kind)".utf8)).prefix(8)))
    }
}

/// SHA-256, for hashes that only have to be the same as another server's.
enum SHA256 {
    private static let constants: [UInt32] = primes(64).map { fraction(of: $0, cubeRoot: true) }
    private static let start: [UInt32] = primes(8).map { fraction(of: $0, cubeRoot: false) }

    private static func primes(_ count: Int) -> [Int] {
        var primes: [Int] = []
        var candidate = 2
        while primes.count < count {
            if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
            candidate += 1
        }
        return primes
    }

    /// The first 32 bits of the fractional part of a prime's square or cube root, by whole numbers only.
    private static func fraction(of prime: Int, cubeRoot: Bool) -> UInt32 {
        var low: UInt64 = 0
        var high: UInt64 = 1 << 37
        // The root times 2^32 is the largest x with x² ≤ p·2^64, or x³ ≤ p·2^96.
        while high - low > 1 {
            let middle = (low + high) / 2
            let square = middle.multipliedFullWidth(by: middle)
            let isBelow: Bool
            if cubeRoot {
                let lowPart = square.low.multipliedFullWidth(by: middle)
                let highPart = square.high.multipliedFullWidth(by: middle)
                let (sum, overflow) = lowPart.high.addingReportingOverflow(highPart.low)
                let top = highPart.high &+ (overflow ? 1 : 0)
                isBelow = top == 0 && sum >> 32 < UInt64(prime)
            } else {
                isBelow = square.high < UInt64(prime)
            }
            if isBelow { low = middle } else { high = middle }
        }
        return UInt32(truncatingIfNeeded: low)
    }

    static func hash(_ message: [UInt8]) -> [UInt8] {
        var state = start
        var padded = message + [0x80]
        while padded.count % 64 != 56 { padded.append(0) }
        let bits = UInt64(message.count) &* 8
        for shift in stride(from: UInt64(56), through: 0, by: -8) {
            padded.append(UInt8(truncatingIfNeeded: bits >> shift))
        }
        for block in stride(from: 0, to: padded.count, by: 64) { compress(padded[block..<block + 64], &state) }
        return state.flatMap { word in [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: word >> UInt32($0)) } }
    }

    private static func rotate(_ word: UInt32, _ count: UInt32) -> UInt32 { word >> count | word << (32 - count) }

    private static func compress(_ block: ArraySlice<UInt8>, _ state: inout [UInt32]) {
        var words: [UInt32] = []
        for index in stride(from: block.startIndex, to: block.endIndex, by: 4) {
            words.append(block[index..<index + 4].reduce(0) { $0 << 8 | UInt32($1) })
        }
        for index in 16..<64 {
            let a = words[index - 15]
            let b = words[index - 2]
            let first = rotate(a, 7) ^ rotate(a, 18) ^ a >> 3
            let second = rotate(b, 17) ^ rotate(b, 19) ^ b >> 10
            words.append(words[index - 16] &+ first &+ words[index - 7] &+ second)
        }
        var v = state
        for index in 0..<64 {
            let first = rotate(v[4], 6) ^ rotate(v[4], 11) ^ rotate(v[4], 25)
            let choice = (v[4] & v[5]) ^ (~v[4] & v[6])
            let one = v[7] &+ first &+ choice &+ constants[index] &+ words[index]
            let second = rotate(v[0], 2) ^ rotate(v[0], 13) ^ rotate(v[0], 22)
            let majority = (v[0] & v[1]) ^ (v[0] & v[2]) ^ (v[1] & v[2])
            v = [one &+ second &+ majority, v[0], v[1], v[2], v[3] &+ one, v[4], v[5], v[6]]
        }
        for index in state.indices { state[index] = state[index] &+ v[index] }
    }
}
