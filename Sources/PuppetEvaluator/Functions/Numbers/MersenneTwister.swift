/// The generator that Ruby's `Random` is, MT19937, seeded by a number of any length.
struct MersenneTwister {
    private var state = [UInt32](repeating: 0, count: 624)
    private var position = 624

    /// - Parameter seed: A number in hexadecimal digits.
    init(seed: String) {
        var key: [UInt32] = []
        var rest = seed[...]
        while !rest.isEmpty {
            key.append(UInt32(rest.suffix(8), radix: 16) ?? 0)
            rest = rest.dropLast(8)
        }
        while key.count > 1, key.last == 0 { key.removeLast() }
        initialize(19_650_218)
        initialize(by: key.isEmpty ? [0] : key)
    }

    private mutating func initialize(_ seed: UInt32) {
        state[0] = seed
        for index in 1..<624 {
            state[index] = 1_812_433_253 &* (state[index - 1] ^ (state[index - 1] >> 30)) &+ UInt32(index)
        }
    }

    private mutating func initialize(by key: [UInt32]) {
        var (i, j) = (1, 0)
        for _ in 0..<max(624, key.count) {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_664_525)) &+ key[j] &+ UInt32(j)
            i += 1
            j += 1
            if i >= 624 {
                state[0] = state[623]
                i = 1
            }
            if j >= key.count { j = 0 }
        }
        for _ in 0..<623 {
            state[i] = (state[i] ^ ((state[i - 1] ^ (state[i - 1] >> 30)) &* 1_566_083_941)) &- UInt32(i)
            i += 1
            if i >= 624 {
                state[0] = state[623]
                i = 1
            }
        }
        state[0] = 0x8000_0000
    }

    private mutating func next32() -> UInt32 {
        if position >= 624 { twist() }
        var value = state[position]
        position += 1
        value ^= value >> 11
        value ^= (value << 7) & 0x9D2C_5680
        value ^= (value << 15) & 0xEFC6_0000
        value ^= value >> 18
        return value
    }

    private mutating func twist() {
        for index in 0..<624 {
            let bits = (state[index] & 0x8000_0000) | (state[(index + 1) % 624] & 0x7FFF_FFFF)
            state[index] = state[(index + 397) % 624] ^ (bits >> 1) ^ (bits & 1 == 0 ? 0 : 0x9908_B0DF)
        }
        position = 0
    }

    /// A number from 0 up to the limit, as Ruby's `rand(limit)` draws it: masked words until one fits.
    mutating func next(below limit: Int) -> Int {
        let largest = UInt64(max(limit - 1, 0))
        guard largest > 0 else { return 0 }
        var mask = largest
        for shift in [1, 2, 4, 8, 16, 32] { mask |= mask >> UInt64(shift) }
        while true {
            var value: UInt64 = 0
            var isTooLarge = false
            for word in (0..<2).reversed() {
                let part = UInt32(truncatingIfNeeded: mask >> UInt64(word * 32))
                guard part != 0 else { continue }
                value |= UInt64(next32() & part) << UInt64(word * 32)
                if value > largest {
                    isTooLarge = true
                    break
                }
            }
            if !isTooLarge { return Int(value) }
        }
    }
}
