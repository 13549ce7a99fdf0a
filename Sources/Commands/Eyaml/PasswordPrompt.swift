import Foundation

/// Asks for a text that does not show while it is typed.
enum PasswordPrompt {
    private static let prompt = "Enter password: "

    /// Without the line end. Where no terminal is there, a line of standard input.
    static func read() throws -> [UInt8] {
        guard isatty(STDIN_FILENO) == 1 else {
            Terminal.write(prompt, to: .standardError)
            defer { Terminal.write("\n", to: .standardError) }
            return readLine().map { Array($0.utf8) } ?? []
        }
        var before = termios()
        guard tcgetattr(STDIN_FILENO, &before) == 0 else { throw CommandFailure("cannot ask for a password here") }
        // Byte by byte, and without signals: an interrupt must not leave a terminal that shows nothing.
        var quiet = before
        quiet.c_lflag &= ~tcflag_t(ECHO | ICANON | ISIG)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Terminal.write("\n", to: .standardError)
        }
        Terminal.write(prompt, to: .standardError)
        return try typed()
    }

    private static func typed() throws -> [UInt8] {
        var text: [UInt8] = []
        while true {
            var byte: UInt8 = 0
            let count = Foundation.read(STDIN_FILENO, &byte, 1)
            guard count > 0 else {
                if count < 0, errno == EINTR { continue }
                return text
            }
            switch byte {
            case 0x0A, 0x0D: return text
            case 0x03, 0x1C: throw CommandFailure("interrupted")
            case 0x04: if text.isEmpty { throw CommandFailure("no password was given") } else { return text }
            case 0x15: text = []
            case 0x08, 0x7F:
                // A character may be several bytes.
                while let last = text.popLast(), last & 0xC0 == 0x80 {}
            default: text.append(byte)
            }
        }
    }
}
