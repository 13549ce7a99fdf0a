/// An IP address, without a zone; addresses of version 4 written as version 6 are none.
package struct CELAddress: Hashable, Sendable {
    /// Four, or sixteen.
    let bytes: [UInt8]

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// What is wrong with a text is thrown in Go's words.
    init(_ text: String) throws(CELError) {
        func misparsed(_ reason: String) -> CELError {
            .evaluation(
                "IP Address \"\(text)\" parse error during conversion from string: ParseAddr(\"\(text)\"): \(reason)")
        }
        if text.contains(":") {
            if text.contains("%") {
                throw .evaluation("IP address \"\(text)\" with zone value is not allowed")
            }
            guard let bytes = Self.version6(text) else { throw misparsed("unable to parse IP") }
            if bytes[..<10].allSatisfy({ $0 == 0 }), bytes[10] == 0xFF, bytes[11] == 0xFF {
                throw .evaluation("IPv4-mapped IPv6 address \"\(text)\" is not allowed")
            }
            self.bytes = bytes
        } else {
            guard let bytes = Self.version4(text) else { throw misparsed(Self.problem(ofVersion4: text)) }
            self.bytes = bytes
        }
    }

    private static func version4(_ text: String) -> [UInt8]? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        let bytes = parts.compactMap { part -> UInt8? in
            guard part.utf8.count <= 3, part == "0" || !part.hasPrefix("0"),
                part.unicodeScalars.allSatisfy(\.isDigit)
            else { return nil }
            return UInt8(part)
        }
        return bytes.count == 4 ? bytes : nil
    }

    /// What is wrong with a text that is no address of version 4, in Go's words.
    private static func problem(ofVersion4 text: String) -> String {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return "unable to parse IP" }
        for part in parts.prefix(4) {
            guard part.unicodeScalars.allSatisfy(\.isDigit) else {
                let rest = text[part.startIndex...].drop { ("0"..."9").contains($0) }
                return "unexpected character (at \"\(rest)\")"
            }
            if part.isEmpty { return "IPv4 field must have at least one digit (at \"\(text[part.startIndex...])\")" }
            if part.utf8.count > 1, part.hasPrefix("0") { return "IPv4 field has octet with leading zero" }
            if UInt8(part) == nil { return "IPv4 field has value >255" }
        }
        return parts.count > 4 ? "IPv4 address too long" : "IPv4 address too short"
    }

    private static func version6(_ text: String) -> [UInt8]? {
        guard text.utf8.count <= 64 else { return nil }
        let halves = text.components(separatedBy: "::")
        guard halves.count <= 2 else { return nil }
        guard let head = groups(halves[0], mayHoldVersion4: halves.count == 1) else { return nil }
        guard halves.count == 2 else { return head.count == 16 ? head : nil }
        guard let tail = groups(halves[1], mayHoldVersion4: true), head.count + tail.count <= 14 else { return nil }
        return head + Array(repeating: 0, count: 16 - head.count - tail.count) + tail
    }

    private static func groups(_ text: String, mayHoldVersion4: Bool) -> [UInt8]? {
        if text.isEmpty { return [] }
        var bytes: [UInt8] = []
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        for (index, part) in parts.enumerated() {
            if mayHoldVersion4, index == parts.count - 1, part.contains(".") {
                guard let last = version4(String(part)) else { return nil }
                return bytes + last
            }
            guard (1...4).contains(part.utf8.count), part.unicodeScalars.allSatisfy(\.isHexDigit),
                let value = UInt16(part, radix: 16)
            else { return nil }
            bytes += [UInt8(value >> 8), UInt8(value & 0xFF)]
        }
        return bytes
    }

    var family: Int { bytes.count == 4 ? 4 : 6 }

    /// As RFC 5952 writes it.
    var text: String {
        if bytes.count == 4 { return bytes.map { String($0) }.joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        var longest = 0..<0
        var start = 0
        while start < 8 {
            var end = start
            while end < 8, groups[end] == 0 { end += 1 }
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        func joined(_ part: ArraySlice<UInt16>) -> String {
            part.map { String($0, radix: 16) }.joined(separator: ":")
        }
        if longest.isEmpty { return joined(groups[...]) }
        return "\(joined(groups[..<longest.lowerBound]))::\(joined(groups[longest.upperBound...]))"
    }

    var isUnspecified: Bool { bytes.allSatisfy { $0 == 0 } }

    var isLoopback: Bool {
        bytes.count == 4 ? bytes[0] == 127 : bytes.dropLast().allSatisfy { $0 == 0 } && bytes[15] == 1
    }

    private var isMulticast: Bool { bytes.count == 4 ? bytes[0] & 0xF0 == 0xE0 : bytes[0] == 0xFF }

    var isLinkLocalMulticast: Bool {
        bytes.count == 4
            ? bytes[0] == 224 && bytes[1] == 0 && bytes[2] == 0 : bytes[0] == 0xFF && bytes[1] & 0x0F == 2
    }

    var isLinkLocalUnicast: Bool {
        bytes.count == 4 ? bytes[0] == 169 && bytes[1] == 254 : bytes[0] == 0xFE && bytes[1] & 0xC0 == 0x80
    }

    var isGlobalUnicast: Bool {
        let isBroadcast = bytes.count == 4 && bytes.allSatisfy { $0 == 255 }
        return !isBroadcast && !isUnspecified && !isLoopback && !isMulticast && !isLinkLocalUnicast
    }
}

extension String {
    /// The parts between a separator that is not empty.
    fileprivate func components(separatedBy separator: String) -> [String] {
        var parts = [""]
        var rest = self[...]
        while !rest.isEmpty {
            if rest.hasPrefix(separator) {
                parts.append("")
                rest = rest.dropFirst(separator.count)
            } else {
                parts[parts.count - 1].append(rest.removeFirst())
            }
        }
        return parts
    }
}
