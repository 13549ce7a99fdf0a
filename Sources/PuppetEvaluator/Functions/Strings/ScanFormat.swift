import PuppetTypes
import Regexp

/// Ruby's `scanf`: reads values out of a text, as far as it follows a format.
struct ScanFormat {
    /// One part of a format: a conversion, or text that must stand there.
    private struct Part {
        let pattern: String
        /// What it reads; nil where it only passes over.
        let reading: Reading?
        /// Whether blanks before it count.
        let keepsBlanks: Bool
    }

    private enum Reading { case decimal, hexadecimal, octal, integer, float, text }

    private let parts: [Part]

    private static let hexadecimalDigits = "[A-Fa-f0-9]"
    private static let float =
        "[-+]?(?:0[xX](?:\\.\\h+|\\h+(?:\\.\\h*)?)[pP][-+]?\\d+|\\d+(?![\\d.])|\\d*\\.\\d*(?:[eE][-+]?\\d+)?)"

    init(_ format: String) {
        var parts: [Part] = []
        var rest = format.unicodeScalars[...]
        while !rest.isEmpty {
            let blanks = rest.prefix { $0.properties.isWhitespace }
            let start = rest[blanks.endIndex...]
            if start.first == "%" {
                if let part = Self.conversion(start.dropFirst(), hasBlanks: !blanks.isEmpty) {
                    parts.append(part.0)
                    rest = part.rest
                } else {
                    rest = start.dropFirst()
                }
                continue
            }
            let text = start.prefix { $0 != "%" && !$0.properties.isWhitespace }
            rest = start[text.endIndex...]
            guard !text.isEmpty else { continue }
            let pattern = PuppetRegexp.escaped(String(String.UnicodeScalarView(text)))
            parts.append(Part(pattern: "(\(pattern))", reading: nil, keepsBlanks: false))
        }
        self.parts = parts
    }

    private static func conversion(
        _ text: Substring.UnicodeScalarView, hasBlanks: Bool
    ) -> (Part, rest: Substring.UnicodeScalarView)? {
        if text.first == "%" {
            return (Part(pattern: "(\\s*%)", reading: nil, keepsBlanks: false), text.dropFirst())
        }
        var rest = text
        let isSkipped = rest.first == "*"
        if isSkipped { rest.removeFirst() }
        let digits = rest.prefix { ("0"..."9").contains($0) }
        rest = rest[digits.endIndex...]
        let width = digits.isEmpty ? nil : min(Int(String(String.UnicodeScalarView(digits))) ?? 10_000, 10_000)
        guard let letter = rest.popFirst() else { return nil }
        if letter == "[" {
            guard let set = set(&rest, width) else { return nil }
            return (Part(pattern: set, reading: isSkipped ? nil : .text, keepsBlanks: !isSkipped), rest)
        }
        guard let (pattern, reading) = pattern(letter, width, hasBlanks: hasBlanks) else { return nil }
        return (
            Part(
                pattern: pattern, reading: isSkipped ? nil : reading, keepsBlanks: letter == "c" && !hasBlanks), rest
        )
    }

    /// `[…]` or `[[:alpha:]]`, after the first bracket.
    private static func set(_ rest: inout Substring.UnicodeScalarView, _ width: Int?) -> String? {
        let repetition = width.map { "{1,\($0)}" } ?? "+"
        if rest.starts(with: "[:".unicodeScalars), let end = rest.firstIndex(of: "]") {
            let name = rest[rest.index(rest.startIndex, offsetBy: 2)..<end]
            let after = rest[rest.index(after: end)...]
            if name.last == ":", name.dropLast().allSatisfy({ ("a"..."z").contains($0) }), after.first == "]" {
                rest = after.dropFirst()
                return "([[:\(String(String.UnicodeScalarView(name)))]]\(repetition))"
            }
        }
        guard let end = rest.firstIndex(of: "]") else { return nil }
        let wanted = String(String.UnicodeScalarView(rest[..<end]))
        rest = rest[rest.index(after: end)...]
        if width != nil { return "([\(wanted)]\(repetition))" }
        let unwanted = wanted.hasPrefix("^") ? String(wanted.dropFirst()) : "^" + wanted
        return "([\(wanted)]+)(?=[\(unwanted)]|\\z)"
    }

    private static func pattern(
        _ letter: Unicode.Scalar, _ width: Int?, hasBlanks: Bool
    ) -> (String, Reading)? {
        let digit = hexadecimalDigits
        func choice(_ options: [(least: Int, String)]) -> String {
            "(" + options.filter { (width ?? 0) > $0.least }.map(\.1).joined(separator: "|") + ")"
        }
        let n = width ?? 0
        switch letter {
        case "d", "u":
            let bounded = choice([(1, "[-+]\\d{1,\(n - 1)}"), (0, "\\d{1,\(n)}")])
            return (width == nil ? "([-+]?\\d+)" : bounded, .decimal)
        case "o":
            let bounded = choice([(1, "[-+][0-7]{1,\(n - 1)}"), (0, "[0-7]{1,\(n)}")])
            return (width == nil ? "([-+]?[0-7]+)" : bounded, .octal)
        case "x", "X":
            let bounded = choice([
                (3, "[-+]0[Xx]\(digit){1,\(n - 3)}"), (2, "0[Xx]\(digit){1,\(n - 2)}"),
                (1, "[-+]\(digit){1,\(n - 1)}"), (0, "\(digit){1,\(n)}"),
            ])
            return (width == nil ? "([-+]?(?:0[Xx])?\(digit)+)" : bounded, .hexadecimal)
        case "i":
            let bounded = choice([
                (1, "[1-9]\\d{1,\(n - 1)}"), (1, "0[0-7]{1,\(n - 1)}"), (2, "[-+]0[0-7]{1,\(n - 2)}"),
                (2, "[-+][1-9]\\d{1,\(n - 2)}"), (2, "0[Xx]\(digit){1,\(n - 2)}"),
                (3, "[-+]0[Xx]\(digit){1,\(n - 3)}"), (0, "\\d"),
            ])
            return (width == nil ? "([-+]?(?:0[0-7]+|0[Xx]\(digit)+|[1-9]\\d*))" : bounded, .integer)
        case "a", "e", "f", "g", "A", "E", "F", "G":
            return (width == nil ? "(\(float))" : "(?=\(float))(\\S{1,\(n)})", .float)
        case "s": return (width == nil ? "(\\S+)" : "(\\S{1,\(n)})", .text)
        case "c": return (width == nil ? (hasBlanks ? "\\s*(.)" : "(.)") : "(.{1,\(n)})", .text)
        default: return nil
        }
    }

    /// The values that were read until the text ended or left the format.
    func read(_ text: String) throws(Interruption) -> [Value] {
        var values: [Value] = []
        var rest = text
        for part in parts {
            if !part.keepsBlanks { rest = RubyString.strip(rest, leading: true, trailing: false) }
            guard let match = try RubyString.firstMatch(of: Self.compile("(?m:\\A\(part.pattern))"), in: rest) else {
                break
            }
            if let reading = part.reading, let found = match.captures[1] {
                values.append(try Self.value(String(found), reading))
            }
            rest = String(rest[match.range.upperBound...])
            if rest.isEmpty { break }
        }
        return values
    }

    private static func compile(_ source: String) throws(Interruption) -> PuppetRegexp {
        do throws(RegexpError) {
            return try PuppetRegexp.compile(source)
        } catch {
            throw .failure("scanf(): \(error.message)")
        }
    }

    private static func value(_ text: String, _ reading: Reading) throws(Interruption) -> Value {
        let integer: Int?
        switch reading {
        case .text: return .string(text)
        case .float: return .float(float(text))
        case .decimal: integer = Int(text)
        case .octal: integer = Int(text, radix: 8)
        case .hexadecimal:
            integer = Int(
                text.replacing("0x", with: "", maxReplacements: 1).replacing("0X", with: "", maxReplacements: 1),
                radix: 16)
        case .integer: integer = NumericText.integer(text, radix: nil)
        }
        guard let integer else { throw .failure("scanf(): a number does not fit 64 bits") }
        return .integer(integer)
    }

    /// The number that the text begins with, `to_f`; also hexadecimal with an exponent, and `3.e+5`.
    private static func float(_ text: String) -> Double {
        if text.lowercased().contains("0x"), text.lowercased().contains("p") { return Double(text) ?? 0 }
        var rest = text[...]
        var kept = ""
        if let sign = rest.first, sign == "-" || sign == "+" {
            if sign == "-" { kept = "-" }
            rest.removeFirst()
        }
        let whole = rest.prefix { $0.isASCII && $0.isNumber }
        rest = rest.dropFirst(whole.count)
        kept += whole.isEmpty ? "0" : whole
        if rest.first == "." {
            let fraction = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
            if !fraction.isEmpty {
                kept += "." + fraction
                rest = rest.dropFirst(fraction.count + 1)
            } else if !whole.isEmpty, let mark = rest.dropFirst(2).first, mark == "-" || mark == "+" {
                rest.removeFirst()
            } else {
                return Double(kept) ?? 0
            }
        }
        guard let mark = rest.first, mark == "e" || mark == "E" else { return Double(kept) ?? 0 }
        var exponent = rest.dropFirst()
        var sign = ""
        if let first = exponent.first, first == "-" || first == "+" {
            sign = String(first)
            exponent.removeFirst()
        }
        let digits = exponent.prefix { $0.isASCII && $0.isNumber }
        return Double(digits.isEmpty ? kept : "\(kept)e\(sign)\(digits)") ?? 0
    }
}

extension BuiltinFunctions {
    static let scanf: [Dispatch] = [
        Dispatch([.required("data", .anyString), .required("format", .anyString)], block: .optionalAny) {
            call throws(Interruption) in
            let values = try ScanFormat(call[1].stringContent ?? "").read(call[0].stringContent ?? "")
            return try call.applied(to: [.array(values)])
        }
    ]
}
