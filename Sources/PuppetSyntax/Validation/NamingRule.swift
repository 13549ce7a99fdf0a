/// Puppet's rules for names.
enum NamingRule {
    /// `name`, `scope::name`, `::name`; only the last segment may begin with an underscore.
    static func isVariable(_ name: String) -> Bool {
        judge(name) { bytes in
            var start = isDoubleColon(bytes, at: 0) ? 2 : 0
            var index = start
            while index < bytes.count {
                if bytes[index].isWordByte {
                    index += 1
                } else if index > start, bytes[start].isLower, isDoubleColon(bytes, at: index) {
                    index += 2
                    start = index
                } else {
                    return false
                }
            }
            return start < bytes.count && (bytes[start].isLower || bytes[start] == UInt8(ascii: "_"))
        }
    }

    /// `0`, or a decimal number without a leading zero.
    static func isNumericVariable(_ name: String) -> Bool {
        judge(name) { bytes in
            guard let first = bytes.first, bytes.allSatisfy(\.isDigit) else { return false }
            return first != UInt8(ascii: "0") || bytes.count == 1
        }
    }

    static func isParameter(_ name: String) -> Bool {
        judge(name) { isWord($0[...], allowsUnderscore: true) }
    }

    /// The name of a class, defined type or function.
    static func isDefinition(_ name: String) -> Bool {
        everySegment(of: name) { isWord($0, allowsUnderscore: false) }
    }

    /// The name of a type.
    static func isType(_ name: String) -> Bool {
        everySegment(of: name) { $0.first?.isUpper == true && $0.allSatisfy(\.isWordByte) }
    }

    static func isHost(_ name: String) -> Bool {
        judge(name) { bytes in
            bytes.allSatisfy { $0.isWordByte || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
        }
    }

    /// Whether a double colon is in the name.
    static func isQualified(_ name: String) -> Bool {
        judge(name) { doubleColon(in: $0, from: 0) != nil }
    }
}

extension NamingRule {
    private typealias Bytes = UnsafeBufferPointer<UInt8>

    private static func judge(_ name: String, _ rule: (Bytes) -> Bool) -> Bool {
        var name = name
        return name.withUTF8(rule)
    }

    private static func isWord(_ bytes: Slice<Bytes>, allowsUnderscore: Bool) -> Bool {
        guard let first = bytes.first else { return false }
        return (first.isLower || (allowsUnderscore && first == UInt8(ascii: "_"))) && bytes.allSatisfy(\.isWordByte)
    }

    /// Whether what is between the double colons obeys a rule.
    private static func everySegment(of name: String, _ rule: (Slice<Bytes>) -> Bool) -> Bool {
        judge(name) { bytes in
            var start = 0
            while let end = doubleColon(in: bytes, from: start) {
                guard rule(bytes[start..<end]) else { return false }
                start = end + 2
            }
            return rule(bytes[start...])
        }
    }

    /// Where the next double colon is.
    private static func doubleColon(in bytes: Bytes, from start: Int) -> Int? {
        var index = start
        while index + 1 < bytes.count {
            if isDoubleColon(bytes, at: index) { return index }
            index += 1
        }
        return nil
    }

    private static func isDoubleColon(_ bytes: Bytes, at index: Int) -> Bool {
        index + 1 < bytes.count && bytes[index] == UInt8(ascii: ":") && bytes[index + 1] == UInt8(ascii: ":")
    }
}
