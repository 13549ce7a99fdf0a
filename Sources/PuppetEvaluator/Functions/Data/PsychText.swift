import JSON
import OrderedCollections

/// YAML as Ruby's Psych writes it, byte for byte for plain data: a ConfigMap's text depends on it.
enum PsychText {
    static func document(_ value: JSON) -> String {
        switch value {
        case .array(let elements) where !elements.isEmpty: "---\n" + lines(value, indent: 0)
        case .object(let members) where !members.isEmpty: "---\n" + lines(value, indent: 0)
        case .string(let text) where isBlock(text): "--- " + block(text, indent: 2)
        case .null: "---\n"
        case .boolean, .integer, .double: "--- \(scalar(value))\n"
        case .string, .array, .object: "--- \(scalar(value))\n"
        }
    }

    private static func lines(_ value: JSON, indent: Int) -> String {
        let margin = String(repeating: " ", count: indent)
        switch value {
        case .array(let elements): return elements.map { element(of: $0, margin: margin, indent: indent) }.joined()
        case .object(let members):
            return members.map { name, value in entry(name, value, margin: margin, indent: indent) }.joined()
        case .null, .boolean, .integer, .double, .string: return margin + scalar(value) + "\n"
        }
    }

    private static func element(of value: JSON, margin: String, indent: Int) -> String {
        switch value {
        case .array(let inner) where !inner.isEmpty:
            // `- - a`: the first line of the inner sequence stands on the dash's own line.
            return margin + "- " + lines(value, indent: indent + 2).dropFirst(indent + 2)
        case .object(let members) where !members.isEmpty:
            return margin + "- " + lines(value, indent: indent + 2).dropFirst(indent + 2)
        case .string(let text) where isBlock(text): return margin + "- " + block(text, indent: indent + 2)
        case .null: return margin + "-\n"
        case .boolean, .integer, .double, .string, .array, .object: return margin + "- " + scalar(value) + "\n"
        }
    }

    private static func entry(_ name: String, _ value: JSON, margin: String, indent: Int) -> String {
        let key = margin + scalar(.string(name)) + ":"
        switch value {
        case .array(let inner) where !inner.isEmpty: return key + "\n" + lines(value, indent: indent)
        case .object(let members) where !members.isEmpty: return key + "\n" + lines(value, indent: indent + 2)
        case .string(let text) where isBlock(text): return key + " " + block(text, indent: indent + 2)
        case .null: return key + "\n"
        case .boolean, .integer, .double, .string, .array, .object: return key + " " + scalar(value) + "\n"
        }
    }

    private static func isBlock(_ text: String) -> Bool {
        text.contains("\n") && !text.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" && $0 != "\t" }
    }

    /// A literal block. Psych keeps or strips the last line ends with `+` and `-`, and says the indent where the
    /// text begins with a blank.
    private static func block(_ text: String, indent: Int) -> String {
        var head = "|"
        if text.first == " " || text.first == "\n" { head += "2" }
        if !text.hasSuffix("\n") { head += "-" } else if text.hasSuffix("\n\n") || text == "\n" { head += "+" }
        var body = text.split(separator: "\n", omittingEmptySubsequences: false)
        if text.hasSuffix("\n") { body.removeLast() }
        let margin = String(repeating: " ", count: indent)
        return head + "\n" + body.map { $0.isEmpty ? "\n" : margin + $0 + "\n" }.joined()
    }

    private static func scalar(_ value: JSON) -> String {
        switch value {
        case .null: return ""
        case .boolean(let value): return value ? "true" : "false"
        case .integer(let value): return String(value)
        case .double(let value): return number(value)
        case .array: return "[]"
        case .object: return "{}"
        case .string(let text):
            if text.isEmpty { return "''" }
            if PlainScalar.isPlain(text) { return text }
            if PlainScalar.needsDoubleQuotes(text) { return JSONWriter.text(.string(text)) }
            return "'" + text.replacing("'", with: "''") + "'"
        }
    }

    private static func number(_ value: Double) -> String {
        if value.isNaN { return ".nan" }
        if value.isInfinite { return value < 0 ? "-.inf" : ".inf" }
        return value.description
    }
}

/// Which strings Psych writes without quotes.
enum PlainScalar {
    private static let reserved: Set<String> = [
        "y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "Y", "N", "Yes", "No", "On", "Off", "True",
        "False", "Null", "YES", "NO", "ON", "OFF", "TRUE", "FALSE", "NULL", "<<", "=",
    ]

    static func isPlain(_ text: String) -> Bool {
        guard let first = text.first, let last = text.last, !reserved.contains(text) else { return false }
        if needsDoubleQuotes(text) || first.isWhitespace || last.isWhitespace { return false }
        if "!&*|>'\"%@`#,[]{}:".contains(first) { return false }
        if "-?".contains(first), text.count == 1 || text.dropFirst().first == " " { return false }
        if text.hasPrefix("---") || text.hasPrefix("...") || last == ":" { return false }
        if text.contains(": ") || text.contains(" #") { return false }
        return !looksLikeNumber(text) && !looksLikeDate(text)
    }

    /// Characters that only a double-quoted scalar can hold.
    static func needsDoubleQuotes(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }

    private static func looksLikeNumber(_ text: String) -> Bool {
        let body = text.first == "-" || text.first == "+" ? text.dropFirst() : text[...]
        guard let first = body.first, first.isASCII, first.isNumber || first == "." else { return false }
        if body.hasPrefix("0x") || body.hasPrefix("0b") || body.hasPrefix("0o") { return true }
        if [".inf", ".nan", ".Inf", ".NaN", ".INF", ".NAN"].contains(String(body)) { return true }
        let digits = body.filter { $0 != "_" && $0 != "," }
        guard digits.contains(where: \.isNumber) else { return false }
        if digits.allSatisfy({ $0.isNumber || $0 == ":" }) { return !digits.hasPrefix(":") && !digits.hasSuffix(":") }
        return Double(digits) != nil
    }

    private static func looksLikeDate(_ text: String) -> Bool {
        let parts = text.prefix(10).split(separator: "-", omittingEmptySubsequences: false)
        return parts.count == 3 && parts[0].count == 4
            && parts.allSatisfy { part in !part.isEmpty && part.allSatisfy(\.isNumber) }
            && text.prefix(10).count == 10
    }
}
