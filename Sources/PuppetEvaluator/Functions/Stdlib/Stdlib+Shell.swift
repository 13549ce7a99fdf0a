import PuppetTypes

extension BuiltinFunctions {
    static let stdlibShell: [BuiltinFunction] = [
        escaping("stdlib::shell_escape", ShellWords.escape), .forwarding("shell_escape", to: "stdlib::shell_escape"),
        escaping("stdlib::batch_escape") { text in
            var result = "\""
            for scalar in text.unicodeScalars {
                switch scalar {
                case "\"": result += "\"\""
                case "$", "\\": result += "\\\(scalar)"
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result + "\""
        },
        .forwarding("batch_escape", to: "stdlib::batch_escape"),
        escaping("stdlib::powershell_escape") { text in
            var result = ""
            for scalar in text.unicodeScalars {
                switch scalar {
                case " ", "'", "`", "|", "\n", "$": result += "`\(scalar)"
                case "\"": result += "\\`\""
                default: result.unicodeScalars.append(scalar)
                }
            }
            return result
        },
        .forwarding("powershell_escape", to: "stdlib::powershell_escape"),
        .legacy("shell_join") { call throws(Interruption) in
            guard call.count == 1 else { throw call.wrongCount("1") }
            guard case .array(let elements) = call[0] else {
                throw .failure("First argument is not an Array: \(RubyValue.inspected(call[0]))")
            }
            return .string(elements.map { ShellWords.escape(RubyValue.string($0)) }.joined(separator: " "))
        },
        .legacy("shell_split") { call throws(Interruption) in
            guard call.count == 1 else { throw call.wrongCount("1") }
            guard let words = ShellWords.split(RubyValue.string(call[0])) else {
                throw .failure("Unmatched quote: \(RubyValue.inspected(call[0]))")
            }
            return .array(words.map(Value.string))
        },
    ]

    private static func escaping(
        _ name: String, _ escape: @escaping @Sendable (String) -> String
    ) -> BuiltinFunction {
        BuiltinFunction(
            name,
            [
                Dispatch([.required("string", .any)]) { call in
                    switch call[0] {
                    case .regexp(let source): .string(escape(ValueFormatter.regexpText(source)))
                    case .type(let type): .string(escape(type.description))
                    default: .string(escape(RubyValue.string(call[0])))
                    }
                }
            ])
    }
}

/// Words of a POSIX shell, as Ruby's `shellwords` has them.
enum ShellWords {
    static func escape(_ text: String) -> String {
        if text.isEmpty { return "''" }
        var result = ""
        for scalar in text.unicodeScalars {
            if scalar == "\n" {
                result += "'\n'"
            } else {
                if !isSafe(scalar) { result += "\\" }
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func isSafe(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "A"..."Z", "a"..."z", "0"..."9", "_", "-", ".", ",", ":", "+", "/", "@": true
        default: false
        }
    }

    /// Nil where a quote is not closed.
    static func split(_ line: String) -> [String]? {
        var words: [String] = []
        var word = String.UnicodeScalarView()
        var isOpen = false
        var scalars = Array(line.unicodeScalars)[...]
        while let scalar = scalars.popFirst() {
            switch scalar {
            case " ", "\t", "\n", "\r", "\u{0B}", "\u{0C}":
                if isOpen { words.append(String(word)) }
                word = String.UnicodeScalarView()
                isOpen = false
                continue
            case "'":
                guard let end = scalars.firstIndex(of: "'") else { return nil }
                word.append(contentsOf: scalars[..<end])
                scalars = scalars[(end + 1)...]
            case "\"":
                guard let quoted = quoted(&scalars) else { return nil }
                word.append(contentsOf: quoted)
            case "\\": word.append(scalars.popFirst() ?? "\\")
            default: word.append(scalar)
            }
            isOpen = true
        }
        return isOpen ? words + [String(word)] : words
    }

    /// What stands up to the closing double quote.
    private static func quoted(_ scalars: inout ArraySlice<Unicode.Scalar>) -> String.UnicodeScalarView? {
        var text = String.UnicodeScalarView()
        while let scalar = scalars.popFirst() {
            if scalar == "\"" { return text }
            if scalar == "\\" {
                guard let next = scalars.popFirst() else { return nil }
                if !["$", "`", "\"", "\\", "\n"].contains(next) { text.append("\\") }
                text.append(next)
            } else {
                text.append(scalar)
            }
        }
        return nil
    }
}
