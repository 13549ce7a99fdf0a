import Diagnostics
import JSON

/// Checks the text of a heredoc that names its syntax, `@(END:json)`.
package enum SyntaxChecker {
    /// How many texts of Puppet code inside each other are looked into.
    private static let maximumNesting = 3

    /// What is wrong with the text, or nil. A syntax that is not known is never wrong.
    ///
    /// `data+json` is checked as `json`.
    package static func problem(in text: String, syntax: String) -> String? {
        problem(in: text, syntax: syntax, nesting: 0)
    }

    static func problem(in text: String, syntax: String, nesting: Int) -> String? {
        guard nesting < maximumNesting else { return nil }
        switch syntax.split(separator: "+").last {
        case "json": return jsonProblem(in: text)
        case "base64": return base64Problem(in: text)
        case "pp" where syntax == "pp":
            let (_, diagnostics) = PuppetParser.parse(SourceFile(path: "", text: text), nesting: nesting + 1)
            return codeProblem("PP", diagnostics)
        case "epp" where syntax == "epp":
            let (_, diagnostics) = PuppetParser.parseEPP(SourceFile(path: "", text: text), nesting: nesting + 1)
            return codeProblem("EPP", diagnostics)
        default: return nil
        }
    }

    private static func jsonProblem(in text: String) -> String? {
        do {
            _ = try JSONParser.parse(text)
            return nil
        } catch {
            return "JSON syntax checker: Cannot parse invalid JSON string. \"\(error.description)\""
        }
    }

    private static func base64Problem(in text: String) -> String? {
        let digits = text.utf8.filter { !" \t\r\n?".utf8.contains($0) }
        let content = digits.suffix(2).filter { $0 == UInt8(ascii: "=") }.count
        let isStrict = digits.count % 4 == 0 && digits.dropLast(content).allSatisfy(isBase64Digit)
        guard !isStrict else { return nil }
        return digits.count * 8 % 6 != 0
            ? "Base64 syntax checker: Cannot parse invalid Base64 string - padding is not correct"
            : """
            Base64 syntax checker: Cannot parse invalid Base64 string - contains letters outside strict base 64 range \
            (or whitespace)
            """
    }

    private static func isBase64Digit(_ byte: UInt8) -> Bool {
        (byte.isWordByte && byte != UInt8(ascii: "_")) || byte == UInt8(ascii: "+") || byte == UInt8(ascii: "/")
    }

    private static func codeProblem(_ name: String, _ diagnostics: [Diagnostic]) -> String? {
        guard let error = diagnostics.first(where: { $0.severity == .error }) else { return nil }
        var message = error.message.text
        if let place = error.place, place.range.lower <= place.file.bytes.count {
            message += " (line: \(place.line), column: \(place.column))"
        }
        return "\(name) syntax checker: \"\(message)\""
    }
}
