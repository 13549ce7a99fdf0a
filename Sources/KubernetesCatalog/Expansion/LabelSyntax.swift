/// Kubernetes' rules for labels, annotations and the keys of ConfigMaps and Secrets.
enum LabelSyntax {
    static let keyExplanation =
        "letters, digits, '-', '_' and '.', at most 63, behind an optional DNS name and a slash"
    static let valueExplanation = "letters, digits, '-', '_' and '.', at most 63, a letter or digit at both ends"

    /// `app`, or `app.kubernetes.io/name`.
    static func isKey(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        guard let slash = key.firstIndex(of: UInt8(ascii: "/")) else { return !key.isEmpty && isWord(key) }
        let name = UnsafeBufferPointer(rebasing: key[(slash + 1)...])
        let domain = UnsafeBufferPointer(rebasing: key[..<slash])
        return !name.isEmpty && isWord(name) && ObjectName.isSubdomain(domain, ignoringCase: true)
    }

    /// At most 63 characters, a letter or digit at both ends; empty passes.
    static func isValue(_ value: UnsafeBufferPointer<UInt8>) -> Bool { isWord(value) }

    static func isDataKey(_ key: UnsafeBufferPointer<UInt8>) -> Bool {
        let dots = key.prefix { $0 == UInt8(ascii: ".") }.count
        return key.count <= 253 && dots < min(2, key.count)
            && key.allSatisfy { isAlphanumeric($0) || isPunctuation($0) }
    }

    private static func isWord(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
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
