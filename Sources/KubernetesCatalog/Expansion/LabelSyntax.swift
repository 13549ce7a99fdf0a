/// Kubernetes' rules for labels, annotations and the keys of ConfigMaps and Secrets.
enum LabelSyntax {
    static let keyExplanation =
        "letters, digits, '-', '_' and '.', at most 63, behind an optional DNS name and a slash"
    static let valueExplanation = "letters, digits, '-', '_' and '.', at most 63, a letter or digit at both ends"

    /// `app`, or `app.kubernetes.io/name`.
    static func isKey(_ key: String) -> Bool {
        var key = key
        return key.withUTF8 { bytes in
            guard let slash = bytes.firstIndex(of: UInt8(ascii: "/")) else {
                return !bytes.isEmpty && isWord(bytes[...])
            }
            let name = bytes[(slash + 1)...]
            return !name.isEmpty && isWord(name) && ObjectName.isSubdomain(bytes[..<slash], ignoringCase: true)
        }
    }

    static func isValue(_ value: String) -> Bool {
        var value = value
        return value.withUTF8 { isWord($0[...]) }
    }

    static func isDataKey(_ key: String) -> Bool {
        !key.isEmpty && key.utf8.count <= 253 && key != "." && !key.hasPrefix("..")
            && key.utf8.allSatisfy { isAlphanumeric($0) || isPunctuation($0) }
    }

    /// At most 63 characters, a letter or digit at both ends; empty passes.
    private static func isWord(_ bytes: Slice<UnsafeBufferPointer<UInt8>>) -> Bool {
        guard let first = bytes.first, let last = bytes.last else { return true }
        return bytes.count <= 63 && isAlphanumeric(first) && isAlphanumeric(last)
            && bytes.allSatisfy { isAlphanumeric($0) || isPunctuation($0) }
    }

    private static func isPunctuation(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: ".")
    }

    private static func isAlphanumeric(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default: false
        }
    }
}
