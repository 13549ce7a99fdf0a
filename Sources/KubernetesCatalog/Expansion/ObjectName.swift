import Kubernetes

/// Kubernetes' rules for the names of objects.
enum ObjectName {
    /// RFC 1123 label, at most 63 characters.
    case label
    /// RFC 1123 subdomain, at most 253 characters.
    case subdomain
    /// Anything that can stand in a URL path: the kinds of RBAC.
    case pathSegment

    static func rule(for kind: GroupKind) -> ObjectName {
        switch (kind.group, kind.kind) {
        case ("", "Namespace"), ("", "Service"): .label
        case ("rbac.authorization.k8s.io", _), ("apiregistration.k8s.io", _): .pathSegment
        default: .subdomain
        }
    }

    var explanation: String {
        switch self {
        case .label: "lower case letters, digits and '-', at most 63, a letter or digit at both ends"
        case .subdomain: "lower case letters, digits, '-' and '.', at most 253, a letter or digit at both ends"
        case .pathSegment: "it must not be '.' or '..' or hold '/' or '%'"
        }
    }

    func accepts(_ name: String) -> Bool {
        var name = name
        return name.withUTF8(accepts)
    }

    private func accepts(_ name: UnsafeBufferPointer<UInt8>) -> Bool {
        switch self {
        case .label: name.count <= 63 && Self.isName(name, allowsDots: false)
        case .subdomain: Self.isSubdomain(name)
        case .pathSegment:
            !name.isEmpty && !(name.count <= 2 && name.allSatisfy { $0 == UInt8(ascii: ".") })
                && !name.contains { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "%") }
        }
    }

    private enum Previous {
        case start, alphanumeric, hyphen
    }

    static func isSubdomain(_ name: UnsafeBufferPointer<UInt8>, ignoringCase: Bool = false) -> Bool {
        name.count <= 253 && isName(name, allowsDots: true, ignoringCase: ignoringCase)
    }

    /// Letters and digits at both ends of every part between dots.
    private static func isName(
        _ bytes: UnsafeBufferPointer<UInt8>, allowsDots: Bool, ignoringCase: Bool = false
    ) -> Bool {
        var previous = Previous.start
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z") where ignoringCase: previous = .alphanumeric
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): previous = .alphanumeric
            case UInt8(ascii: "-") where previous != .start: previous = .hyphen
            case UInt8(ascii: ".") where previous == .alphanumeric && allowsDots: previous = .start
            default: return false
            }
        }
        return previous == .alphanumeric
    }
}
