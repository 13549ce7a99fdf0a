/// An IP address or a network of them, read as Ruby's `IPAddr` reads it.
struct IPAddress {
    let isV6: Bool
    /// The first and the last address.
    let lower: UInt128
    let upper: UInt128
    private let zone: String

    private var width: Int { isV6 ? 128 : 32 }

    /// The text of what is wrong.
    struct Failure: Error {
        let message: String
    }

    init(_ text: String) throws(Failure) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        var address = parts[0]
        var isBracketed = false
        if address.first == "[", address.last == "]", address.count > 1 {
            address = address.dropFirst().dropLast()
            isBracketed = true
        }
        var zone = ""
        if let percent = address.lastIndex(of: "%"), address[percent...].count > 1 {
            zone = String(address[percent...])
            address = address[..<percent]
        }
        let value: UInt128
        if !isBracketed, zone.isEmpty, let v4 = try Self.v4(address, text) {
            (value, isV6) = (UInt128(v4), false)
        } else if let v6 = try Self.v6(address, text) {
            (value, isV6) = (v6, true)
        } else {
            throw Failure(message: "invalid address: \(text)")
        }
        self.zone = zone
        let width = isV6 ? 128 : 32
        let all = isV6 ? UInt128.max : UInt128(UInt32.max)
        var mask = all
        if parts.count == 2 { mask = try Self.mask(parts[1], width: width, all: all, text) }
        lower = value & mask
        upper = lower | (all ^ mask)
    }

    func contains(_ other: IPAddress) -> Bool {
        isV6 == other.isV6 && lower <= other.lower && upper >= other.upper
    }

    private static func mask(
        _ text: Substring, width: Int, all: UInt128, _ whole: String
    ) throws(Failure) -> UInt128 {
        if text.isDigits {
            guard let length = Int(text), length <= width else { throw Failure(message: "invalid length: \(whole)") }
            return length == 0 ? 0 : all & ~((UInt128(1) << (width - length)) &- 1)
        }
        let mask = try width == 32 ? v4(text, whole).map { UInt128($0) } : v6(text, whole)
        guard let mask else { throw Failure(message: "invalid address: \(whole)") }
        let inverse = all ^ mask
        guard inverse & (inverse &+ 1) == 0 else { throw Failure(message: "invalid mask \(text): \(whole)") }
        return mask
    }

    /// Four numbers with points between; nil for anything else.
    private static func v4(_ text: Substring, _ whole: String) throws(Failure) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4, parts.allSatisfy(\.isDigits) else { return nil }
        var value: UInt32 = 0
        for part in parts {
            if part.count > 1, part.first == "0" {
                throw Failure(message: "zero-filled number in IPv4 address is ambiguous: \(whole)")
            }
            guard let byte = UInt8(part) else { throw Failure(message: "invalid address: \(whole)") }
            value = value << 8 | UInt32(byte)
        }
        return value
    }

    private static func v6(_ text: Substring, _ whole: String) throws(Failure) -> UInt128? {
        guard let groups = try groups(text, whole) else { return nil }
        return groups.reduce(0) { $0 << 16 | UInt128($1) }
    }

    /// The eight groups; `::` stands for one or more that are zero.
    private static func groups(_ text: Substring, _ whole: String) throws(Failure) -> [UInt16]? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, text.contains(":") else { return nil }
        var found: [[UInt16]] = []
        for (index, half) in halves.enumerated() {
            var groups: [UInt16] = []
            let parts = half.isEmpty ? [] : half.split(separator: ":", omittingEmptySubsequences: false)
            for (position, part) in parts.enumerated() {
                if index == halves.count - 1, position == parts.count - 1, let v4 = try v4(part, whole) {
                    groups += [UInt16(v4 >> 16), UInt16(v4 & 0xFFFF)]
                } else if part.count <= 4, part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16) {
                    groups.append(group)
                } else {
                    return nil
                }
            }
            found.append(groups)
        }
        let count = found.reduce(0) { $0 + $1.count }
        if halves.count == 1 { return count == 8 ? found[0] : nil }
        guard count < 8 else { return nil }
        return found[0] + Array(repeating: 0, count: 8 - count) + found[1]
    }

    /// The address alone, the longest run of zeros of IPv6 left out.
    var description: String {
        guard isV6 else { return (0..<4).map { String(lower >> (24 - 8 * $0) & 0xFF) }.joined(separator: ".") }
        let groups = (0..<8).map { UInt16(truncatingIfNeeded: lower >> (112 - 16 * $0)) }
        if groups[..<5].allSatisfy({ $0 == 0 }), groups[5] == 0 || groups[5] == 0xFFFF, groups[6] != 0 || groups[5] != 0
        {
            let v4 = (0..<4).map { String(lower >> (24 - 8 * $0) & 0xFF) }.joined(separator: ".")
            return "::" + (groups[5] == 0 ? "" : "ffff:") + v4 + zone
        }
        var best = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(best.count, 1) { best = start..<end }
            start = max(end, start + 1)
        }
        func text(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if best.isEmpty { return text(groups[...]) + zone }
        return text(groups[..<best.lowerBound]) + "::" + text(groups[best.upperBound...]) + zone
    }
}
