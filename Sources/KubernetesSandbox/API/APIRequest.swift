import JSON

/// A request, as the handlers see it: without HTTP.
struct APIRequest: Sendable {
    var method: String
    /// Percent-decoded.
    var path: String
    var query = QueryParameters()
    var accept: String?
    var contentType: String?
    var userAgent: String?
    var authorization: String?
    var body: [UInt8] = []
    /// Whom the sender asks to be taken for.
    var impersonated: UserInfo?
    /// Who asks, once that is known.
    var user: UserInfo?
    /// Reads see the objects as they were this many versions ago.
    var staleVersions = 0

    /// The media type of the body, without parameters.
    var mediaType: String {
        let type = contentType?.split(separator: ";").first.map(String.init) ?? "application/json"
        return type.trimmingBlanks.lowercased()
    }

    /// Who writes, where the request does not say: the first word of the user agent.
    var fieldManager: String {
        if let manager = query["fieldManager"], !manager.isEmpty { return manager }
        let word = userAgent?.split(separator: "/", omittingEmptySubsequences: false).first.map(String.init) ?? ""
        return word.isEmpty ? "unknown" : String(word.prefix(128))
    }

    var isDryRun: Bool { query["dryRun"] == "All" }
}

/// The parameters of a query string, decoded.
struct QueryParameters: Sendable, Hashable {
    private var pairs: [Pair] = []

    private struct Pair: Hashable {
        let name: String
        let value: String
    }

    init() {}

    init(_ text: String) {
        for part in text.utf8.split(separator: UInt8(ascii: "&")) {
            let halves = part.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = halves.first else { continue }
            let value = halves.count > 1 ? Self.decode(halves[1]) : ""
            pairs.append(Pair(name: Self.decode(name), value: value))
        }
    }

    subscript(_ name: String) -> String? { pairs.first { $0.name == name }?.value }

    func isTrue(_ name: String) -> Bool {
        guard let value = self[name] else { return false }
        return value != "false" && value != "0"
    }

    /// Percent-decodes; in a query `+` is a blank.
    static func decode(_ text: some Sequence<UInt8>, plusIsBlank: Bool = true) -> String {
        var bytes: [UInt8] = []
        let input = Array(text)
        var index = 0
        while index < input.count {
            let byte = input[index]
            if byte == UInt8(ascii: "%"), index + 2 < input.count,
                let value = UInt8(String(decoding: input[(index + 1)...(index + 2)], as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                index += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") && plusIsBlank ? UInt8(ascii: " ") : byte)
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

extension StringProtocol {
    /// Without blanks at both ends.
    var trimmingBlanks: String {
        var text = self[...]
        while let first = text.first, first == " " || first == "\t" { text = text.dropFirst() }
        while let last = text.last, last == " " || last == "\t" { text = text.dropLast() }
        return String(text)
    }
}
