/// Resolves a URI reference against a base, RFC 3986 section 5.2.
enum URIReference {
    private struct Parts {
        var scheme: Substring?
        var authority: Substring?
        var path: Substring
        var query: Substring?
        var fragment: Substring?

        init(_ text: String) {
            var rest = Substring(text)
            if let mark = rest.firstIndex(of: "#") {
                fragment = rest[rest.index(after: mark)...]
                rest = rest[..<mark]
            }
            if let mark = rest.firstIndex(of: "?") {
                query = rest[rest.index(after: mark)...]
                rest = rest[..<mark]
            }
            if let mark = rest.firstIndex(of: ":"), mark != rest.startIndex, !rest[..<mark].contains("/") {
                scheme = rest[..<mark]
                rest = rest[rest.index(after: mark)...]
            }
            if rest.hasPrefix("//") {
                rest = rest.dropFirst(2)
                let end = rest.firstIndex(of: "/") ?? rest.endIndex
                authority = rest[..<end]
                rest = rest[end...]
            }
            path = rest
        }

        var text: String {
            var result = ""
            if let scheme { result += "\(scheme):" }
            if let authority { result += "//\(authority)" }
            result += path
            if let query { result += "?\(query)" }
            if let fragment { result += "#\(fragment)" }
            return result
        }
    }

    static func merge(_ base: String, _ reference: String) -> String {
        let from = Parts(base)
        var to = Parts(reference)
        guard to.scheme == nil else { return to.text }
        to.scheme = from.scheme
        guard to.authority == nil else { return to.text }
        to.authority = from.authority
        if to.path.isEmpty {
            to.path = from.path
            to.query = to.query ?? from.query
        } else if !to.path.hasPrefix("/") {
            let directory = from.path.lastIndex(of: "/").map { from.path[...$0] } ?? (from.authority == nil ? "" : "/")
            to.path = Substring(withoutDots(directory + to.path))
        }
        return to.text
    }

    private static func withoutDots(_ path: Substring) -> String {
        var kept: [Substring] = []
        let segments = path.split(separator: "/", omittingEmptySubsequences: false)
        for (position, segment) in segments.enumerated() {
            let isLast = position == segments.count - 1
            switch segment {
            case ".": if isLast { kept.append("") }
            case "..":
                if kept.count > 1 { kept.removeLast() }
                if isLast { kept.append("") }
            default: kept.append(segment)
            }
        }
        return kept.joined(separator: "/")
    }
}
