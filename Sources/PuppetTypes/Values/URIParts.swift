import OrderedCollections

/// The parts of a URI.
package struct URIParts: Hashable, Sendable {
    package let scheme: String?
    package let userinfo: String?
    package let host: String?
    package let port: Int?
    package let path: String?
    package let query: String?
    package let fragment: String?
    package let opaque: String?

    /// Takes a URI apart; throws where a character cannot stand in one.
    package static func parse(_ text: String) throws(TypeError) -> URIParts {
        for byte in text.utf8 where byte >= 0x80 {
            throw TypeError("URI must be ascii only \(RubyText.inspect(text, asciiOnly: true))")
        }
        let invalid = TypeError("bad URI(is not URI?): \(RubyText.inspect(text))")
        guard text.utf8.allSatisfy(isAllowed), hasValidEscapes(text) else { throw invalid }
        var rest = Substring(text)
        let fragment = split(&rest, at: "#")
        if fragment?.contains("#") ?? false { throw invalid }
        var scheme: String?
        if let colon = rest.firstIndex(of: ":"), isScheme(rest[..<colon]) {
            scheme = String(rest[..<colon])
            rest = rest[rest.index(after: colon)...]
        } else if let colon = rest.firstIndex(of: ":"), !rest[..<colon].contains(where: { "/?[".contains($0) }) {
            throw invalid
        }
        if scheme != nil, !rest.isEmpty, rest.first != "/" {
            return URIParts(
                scheme: scheme, userinfo: nil, host: nil, port: nil, path: nil, query: nil, fragment: fragment,
                opaque: String(rest))
        }
        let query = split(&rest, at: "?")
        guard rest.hasPrefix("//") else {
            return URIParts(
                scheme: scheme, userinfo: nil, host: nil, port: defaultPort(scheme), path: String(rest), query: query,
                fragment: fragment, opaque: nil)
        }
        rest = rest.dropFirst(2)
        let authority = rest.prefix { $0 != "/" }
        let path = String(rest[authority.endIndex...])
        guard let parts = Authority(authority) else { throw invalid }
        return URIParts(
            scheme: scheme, userinfo: parts.userinfo, host: parts.host, port: parts.port ?? defaultPort(scheme),
            path: path, query: query, fragment: fragment, opaque: nil)
    }

    private struct Authority {
        var userinfo: String?
        var host: String
        var port: Int?

        init?(_ text: Substring) {
            var rest = text
            if let at = rest.lastIndex(of: "@") {
                userinfo = String(rest[..<at])
                rest = rest[rest.index(after: at)...]
            }
            let bracket = rest.lastIndex(of: "]") ?? rest.startIndex
            if let colon = rest[bracket...].lastIndex(of: ":") {
                let digits = rest[rest.index(after: colon)...]
                guard digits.allSatisfy(\.isNumber) else { return nil }
                port = Int(digits)
                rest = rest[..<colon]
            }
            if rest.contains("["), rest.first != "[" { return nil }
            host = String(rest)
        }
    }

    private static func split(_ rest: inout Substring, at separator: Character) -> String? {
        guard let index = rest.firstIndex(of: separator) else { return nil }
        let tail = String(rest[rest.index(after: index)...])
        rest = rest[..<index]
        return tail
    }

    private static func isScheme(_ text: Substring) -> Bool {
        guard let first = text.first, first.isLetter else { return false }
        return text.allSatisfy { $0.isLetter || $0.isNumber || "+-.".contains($0) }
    }

    private static func isAllowed(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x41...0x5A, 0x61...0x7A, 0x30...0x39: true
        default: "-._~:/?#[]@!$&'()*+,;=%".utf8.contains(byte)
        }
    }

    private static func hasValidEscapes(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        return bytes.indices.allSatisfy { index in
            if bytes[index] != UInt8(ascii: "%") { return true }
            return index + 2 < bytes.count
                && bytes[(index + 1)...(index + 2)].allSatisfy { Character(Unicode.Scalar($0)).isHexDigit }
        }
    }

    private static func defaultPort(_ scheme: String?) -> Int? {
        switch scheme?.lowercased() {
        case "http": 80
        case "https": 443
        case "ftp": 21
        case "ldap": 389
        case "ldaps": 636
        default: nil
        }
    }

    /// The arguments of the URI's type, `URI[{ 'scheme' => 'https', … }]`.
    package var parameters: PuppetHash? {
        var result: PuppetHash = [:]
        let lowered = scheme?.lowercased()
        if let lowered { result[.string("scheme")] = .string(lowered) }
        if let userinfo { result[.string("userinfo")] = .string(userinfo) }
        if let host, !host.isEmpty { result[.string("host")] = .string(host.lowercased()) }
        if let port, !(port == 80 && lowered == "http"), !(port == 443 && lowered == "https") {
            result[.string("port")] = .string(String(port))
        }
        if let path, !path.isEmpty { result[.string("path")] = .string(path) }
        if let query { result[.string("query")] = .string(query) }
        if let fragment { result[.string("fragment")] = .string(fragment) }
        if let opaque { result[.string("opaque")] = .string(opaque) }
        return result.isEmpty ? nil : result
    }
}
