/// Quoting for a POSIX shell, `shellquote()`.
enum ShellText {
    static func quote(_ text: String) -> String {
        if !text.isEmpty, text.utf8.allSatisfy(isSafe) { return text }
        if !text.utf8.contains(where: isDangerous) { return "\"\(text)\"" }
        if !text.utf8.contains(UInt8(ascii: "'")) { return "'\(text)'" }
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if scalar.isASCII, isDangerous(UInt8(scalar.value)) { quoted += "\\" }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    private static func isSafe(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: "@%_+=:,./-".utf8.contains(byte)
        }
    }

    /// What has a meaning between double quotes.
    private static func isDangerous(_ byte: UInt8) -> Bool { "!\"`$\\".utf8.contains(byte) }
}
