import OrderedCollections

/// A URL, as Go's `ParseRequestURI` reads one: absolute, or a path.
package struct CELURL: Hashable, Sendable {
    let text: String
    let scheme: String
    /// With the port.
    let host: String
    let path: String
    private let rawQuery: String

    init?(_ text: String) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
        self.text = text
        var rest = Substring(text)
        var scheme = ""
        if let colon = rest.firstIndex(of: ":"), let first = rest.unicodeScalars.first, first.isIdentifierStart,
            first != "_"
        {
            let name = rest[..<colon]
            if name.unicodeScalars.allSatisfy({
                $0.isIdentifierStart || $0.isDigit || "+-.".unicodeScalars.contains($0)
            }) {
                scheme = name.lowercased()
                rest = rest[rest.index(after: colon)...]
            }
        }
        self.scheme = scheme
        // A request has no fragment: `#` is a character like others there.
        var query: Substring = ""
        if let mark = rest.firstIndex(of: "?") {
            query = rest[rest.index(after: mark)...]
            rest = rest[..<mark]
        }
        rawQuery = String(query)
        guard rest.hasPrefix("/") else {
            // What is behind `mailto:` is no path.
            guard !scheme.isEmpty else { return nil }
            (host, path) = ("", "")
            return
        }
        var host = ""
        if rest.hasPrefix("//"), !scheme.isEmpty || !rest.hasPrefix("///") {
            let authority = rest.dropFirst(2).prefix { $0 != "/" }
            rest = rest.dropFirst(2 + authority.count)
            guard let parsed = Self.host(of: authority) else { return nil }
            host = parsed
        }
        self.host = host
        guard Self.isEscaped(rest) else { return nil }
        path = Self.escaped(rest)
    }

    private static func host(of authority: Substring) -> String? {
        let host = authority.lastIndex(of: "@").map { authority[authority.index(after: $0)...] } ?? authority
        let port: Substring
        if host.hasPrefix("[") {
            guard let end = host.lastIndex(of: "]") else { return nil }
            port = host[host.index(after: end)...]
            guard port.isEmpty || port.hasPrefix(":") else { return nil }
        } else {
            port = host.lastIndex(of: ":").map { host[$0...] } ?? ""
            guard host.dropLast(port.count).allSatisfy({ $0 != ":" && !" \"<>\\^`{|}".contains($0) }) else {
                return nil
            }
        }
        guard port.dropFirst().unicodeScalars.allSatisfy(\.isDigit), isEscaped(host) else { return nil }
        return String(host)
    }

    private static func isEscaped(_ text: Substring) -> Bool {
        let scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() where scalar == "%" {
            guard index + 2 < scalars.count, scalars[index + 1].isHexDigit, scalars[index + 2].isHexDigit else {
                return false
            }
        }
        return true
    }

    /// The path with what may not stand in one escaped.
    private static func escaped(_ path: Substring) -> String {
        var result = ""
        for byte in path.utf8 {
            let scalar = Unicode.Scalar(byte)
            if scalar.isASCII,
                scalar.isIdentifierStart || scalar.isDigit || "%/-.~!$&'()*+,;=:@".unicodeScalars.contains(scalar)
            {
                result.unicodeScalars.append(scalar)
            } else {
                result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
            }
        }
        return result
    }

    /// Without the port, and without brackets.
    var hostname: String {
        if host.hasPrefix("[") { return String(host.dropFirst().prefix { $0 != "]" }) }
        return String(host.prefix { $0 != ":" })
    }

    var port: String {
        let rest = host.hasPrefix("[") ? host.drop { $0 != "]" }.dropFirst() : host.drop { $0 != ":" }
        return String(rest.dropFirst())
    }

    /// The values of the query by name; pairs that are malformed are left out.
    var query: CELValue {
        var values: OrderedDictionary<CELKey, [CELValue]> = [:]
        for pair in rawQuery.split(separator: "&") where !pair.contains(";") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = Self.unescaped(parts[0]), let value = Self.unescaped(parts.count > 1 ? parts[1] : "")
            else { continue }
            values[.string(name), default: []].append(.string(value))
        }
        return .map(CELMap(values.mapValues { .list($0) }))
    }

    private static func unescaped(_ text: Substring) -> String? {
        guard isEscaped(text) else { return nil }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == 0x25 {
                let digits = String(decoding: rest.prefix(2), as: UTF8.self)
                rest = rest.dropFirst(2)
                bytes.append(UInt8(digits, radix: 16) ?? 0)
            } else {
                bytes.append(byte == 0x2B ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension FunctionTable {
    mutating func addURLs() {
        function("url", [.string], .url, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            let text = try arguments.string(0)
            guard let url = CELURL(text) else {
                throw .evaluation(
                    "URL parse error during conversion from string: parse \"\(text)\": invalid URI for request")
            }
            return .url(url)
        }
        function("isURL", [.string], .boolean, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            .boolean(CELURL(try arguments.string(0)) != nil)
        }
        let parts: [(String, @Sendable (CELURL) -> String)] = [
            ("getScheme", { $0.scheme }), ("getHost", { $0.host }), ("getHostname", { $0.hostname }),
            ("getPort", { $0.port }), ("getEscapedPath", { $0.path }),
        ]
        for (name, part) in parts {
            member(.url, name, [], .string) { arguments, _ throws(CELError) in .string(part(try arguments.url(0))) }
        }
        member(.url, "getQuery", [], .map(.string, .list(.string))) { arguments, _ throws(CELError) in
            try arguments.url(0).query
        }
    }
}
