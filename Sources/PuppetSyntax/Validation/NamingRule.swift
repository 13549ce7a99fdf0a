/// Puppet's rules for names.
enum NamingRule {
    /// `name`, `scope::name`, `::name`; only the last segment may begin with an underscore.
    static func isVariable(_ name: String) -> Bool {
        var segments = segments(of: name)
        if segments.count > 1, segments[0].isEmpty { segments.removeFirst() }
        guard let last = segments.popLast(), isWord(last, allowsUnderscore: true) else { return false }
        return segments.allSatisfy { isWord($0, allowsUnderscore: false) }
    }

    /// `0`, or a decimal number without a leading zero.
    static func isNumericVariable(_ name: String) -> Bool {
        let bytes = Array(name.utf8)
        guard let first = bytes.first, bytes.allSatisfy(\.isDigit) else { return false }
        return first != UInt8(ascii: "0") || bytes.count == 1
    }

    static func isParameter(_ name: String) -> Bool { isWord(Array(name.utf8)[...], allowsUnderscore: true) }

    /// The name of a class, defined type or function.
    static func isDefinition(_ name: String) -> Bool {
        segments(of: name).allSatisfy { isWord($0, allowsUnderscore: false) }
    }

    /// The name of a type.
    static func isType(_ name: String) -> Bool {
        segments(of: name).allSatisfy { $0.first?.isUpper == true && $0.allSatisfy(\.isWordByte) }
    }

    static func isHost(_ name: String) -> Bool {
        name.utf8.allSatisfy { $0.isWordByte || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".") }
    }

    private static func isWord(_ bytes: ArraySlice<UInt8>, allowsUnderscore: Bool) -> Bool {
        guard let first = bytes.first else { return false }
        return (first.isLower || (allowsUnderscore && first == UInt8(ascii: "_"))) && bytes.allSatisfy(\.isWordByte)
    }

    /// What is between the double colons.
    private static func segments(of name: String) -> [ArraySlice<UInt8>] {
        let bytes = Array(name.utf8)
        var segments: [ArraySlice<UInt8>] = []
        var start = 0
        var index = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: ":"), index + 1 < bytes.count, bytes[index + 1] == UInt8(ascii: ":") {
                segments.append(bytes[start..<index])
                index += 2
                start = index
            } else {
                index += 1
            }
        }
        segments.append(bytes[start...])
        return segments
    }
}
