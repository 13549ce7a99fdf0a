/// Kubernetes' order of API versions: `v2` before `v1` before `v2beta1` before `v1alpha1` before all other words.
package struct VersionPriority: Hashable, Comparable, Sendable {
    private let stability: Int
    private let major: Int
    private let minor: Int
    private let text: String

    package init(_ text: String) {
        self.text = text
        var rest = Substring(text)
        guard rest.popFirst() == "v", let major = Self.number(&rest) else {
            (stability, self.major, minor) = (0, 0, 0)
            return
        }
        let parsed: (Int, Int)? =
            if rest.isEmpty {
                (3, 0)
            } else if rest.hasPrefix("beta") {
                Self.rest(rest.dropFirst(4)).map { (2, $0) }
            } else if rest.hasPrefix("alpha") {
                Self.rest(rest.dropFirst(5)).map { (1, $0) }
            } else {
                nil
            }
        self.major = parsed == nil ? 0 : major
        (stability, minor) = parsed ?? (0, 0)
    }

    private static func number(_ text: inout Substring) -> Int? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        text = text.dropFirst(digits.count)
        return Int(digits)
    }

    private static func rest(_ text: Substring) -> Int? {
        var text = text
        guard let value = number(&text), text.isEmpty else { return nil }
        return value
    }

    package static func < (left: VersionPriority, right: VersionPriority) -> Bool {
        if left.stability != right.stability { return left.stability < right.stability }
        if left.major != right.major { return left.major < right.major }
        if left.minor != right.minor { return left.minor < right.minor }
        // Among other words the alphabet decides, the first word first.
        return left.text > right.text
    }
}
