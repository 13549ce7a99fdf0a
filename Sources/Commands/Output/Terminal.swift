import Foundation

/// Standard output and standard error, with colour where a person looks.
enum Terminal {
    static let isInteractive = isatty(STDOUT_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil
    static let isErrorInteractive = isatty(STDERR_FILENO) == 1 && ProcessInfo.processInfo.environment["NO_COLOR"] == nil

    static func say(_ text: String) { write(text + "\n", to: .standardOutput) }
    static func warn(_ text: String) { write(text + "\n", to: .standardError) }

    static func write(_ text: String, to handle: FileHandle) {
        // A reader that went away is no reason to fail.
        try? handle.write(contentsOf: Data(text.utf8))
    }

    static func write(_ bytes: [UInt8]) { _ = OpenFile.write(bytes, to: STDOUT_FILENO) }

    /// As Ruby's `puts`: a line end where the text has none.
    static func puts(_ bytes: [UInt8]) { write(bytes.last == 0x0A ? bytes : bytes + [0x0A]) }

    enum Style: String {
        case bold = "1"
        case dim = "2"
        case red = "31"
        case green = "32"
        case yellow = "33"
        case cyan = "36"
    }

    static func styled(_ text: String, _ style: Style) -> String {
        isInteractive ? "\u{1B}[\(style.rawValue)m\(text)\u{1B}[0m" : text
    }

    /// A progress line on standard error that the next one replaces; nothing where nobody looks.
    static func progress(_ text: String) {
        guard isErrorInteractive else { return }
        write("\r\u{1B}[K\(text)", to: .standardError)
    }

    static func endProgress() { progress("") }
}
