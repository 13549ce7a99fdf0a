extension EYAML {
    /// An encrypted value as it stands in a text: `ENC[PKCS7,…]`.
    package struct Token: Hashable, Sendable {
        /// UTF-8 offsets, from `ENC[` to behind `]`.
        package let range: Range<Int>
        /// `PKCS7`, also where the token names none.
        package let scheme: String
        /// The content without white space and line ends.
        package let base64: String
        let folding: Folding

        package var isPKCS7: Bool { scheme == "PKCS7" }
        /// Whether it stands on several lines.
        package var isFolded: Bool { !folding.separators.isEmpty }

        /// The token as it stands, with other content: the same lines, as many as are needed, and the same indent.
        package func text(base64: String) -> String { folding.text(base64: base64) }
    }

    /// How a token is broken into lines.
    struct Folding: Hashable, Sendable {
        /// What stands before the base64 text: `ENC[PKCS7,`.
        let prefix: String
        /// The bytes of every line but the last.
        let widths: [Int]
        /// What ends every line but the last: a line end and the next line's indent.
        let separators: [String]
        /// The bytes of all lines.
        let length: Int

        func text(base64: String) -> String {
            let bytes = Array("\(prefix)\(base64)]".utf8)
            guard let width = widths.last, let separator = separators.last else {
                return String(decoding: bytes, as: UTF8.self)
            }
            var result: [UInt8] = []
            var position = 0
            var line = 0
            while position < bytes.count {
                // The last line of content that is as long as the old has its width, whatever that is.
                let isLast = line == widths.count && bytes.count == length
                let end = isLast ? bytes.count : position + max(line < widths.count ? widths[line] : width, 1)
                result += bytes[position..<min(end, bytes.count)]
                if end < bytes.count { result += (line < separators.count ? separators[line] : separator).utf8 }
                position = end
                line += 1
            }
            return String(decoding: result, as: UTF8.self)
        }
    }

    /// Finds encrypted values.
    package enum Tokens {
        /// In a value out of a data file: any number of tokens, which may hold blanks and line ends.
        package static func inValue(_ text: String) -> [Token] {
            var text = text
            return text.withUTF8 { bytes in
                bytes.contains(UInt8(ascii: "[")) ? TokenScanner(bytes: bytes, isFile: false).tokens() : []
            }
        }

        /// In the text of a data file, whatever way of YAML's a value is written in, comments too.
        ///
        /// hiera-eyaml itself looks there for tokens without a line end and for `>` with folded lines only.
        package static func inFile(_ bytes: [UInt8]) -> [Token] {
            bytes.withUnsafeBufferPointer { TokenScanner(bytes: $0, isFile: true).tokens() }
        }
    }
}

/// Goes once over the bytes of a text.
private struct TokenScanner {
    let bytes: UnsafeBufferPointer<UInt8>
    let isFile: Bool

    private static let opening = Array("ENC[".utf8)

    func tokens() -> [EYAML.Token] {
        var tokens: [EYAML.Token] = []
        var position = 0
        while let start = nextOpening(from: position) {
            position = start + Self.opening.count
            guard let token = token(at: start) else { continue }
            tokens.append(token)
            position = token.range.upperBound
        }
        return tokens
    }

    private func nextOpening(from position: Int) -> Int? {
        var position = position
        while position + Self.opening.count <= bytes.count {
            if bytes[position] == Self.opening[0],
                bytes[position..<position + Self.opening.count].elementsEqual(Self.opening)
            {
                return position
            }
            position += 1
        }
        return nil
    }

    private func token(at start: Int) -> EYAML.Token? {
        let (scheme, content) = scheme(at: start + Self.opening.count)
        var base64: [UInt8] = []
        var widths: [Int] = []
        var separators: [String] = []
        var position = content
        var line = start
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "]") {
                guard !base64.isEmpty else { return nil }
                let prefix = String(decoding: bytes[start..<content], as: UTF8.self)
                let folding = EYAML.Folding(
                    prefix: prefix, widths: widths, separators: separators, length: content - start + base64.count + 1)
                return EYAML.Token(
                    range: start..<position + 1, scheme: scheme ?? "PKCS7",
                    base64: String(decoding: base64, as: UTF8.self), folding: folding)
            }
            if Self.isBase64(byte) {
                base64.append(byte)
                position += 1
                continue
            }
            let end = separatorEnd(at: position)
            guard end > position else { return nil }
            widths.append(position - line)
            separators.append(String(decoding: bytes[position..<end], as: UTF8.self))
            (position, line) = (end, end)
        }
        return nil
    }

    /// The word before a comma, and where the content begins.
    private func scheme(at start: Int) -> (String?, Int) {
        var end = start
        while end < bytes.count, Self.isWord(bytes[end]) { end += 1 }
        guard end > start, end < bytes.count, bytes[end] == UInt8(ascii: ",") else { return (nil, start) }
        return (String(decoding: bytes[start..<end], as: UTF8.self).uppercased(), end + 1)
    }

    /// The end of white space; in a file also of an escaped line end of a quoted text, and of a comment's next `#`.
    private func separatorEnd(at start: Int) -> Int {
        var position = start
        var isLineStart = false
        while position < bytes.count {
            switch bytes[position] {
            case 0x0A: isLineStart = true
            case 0x20, 0x09, 0x0D: break
            case UInt8(ascii: "#") where isFile && isLineStart: break
            case UInt8(ascii: "\\") where isFile:
                guard position + 1 < bytes.count, [0x0A, 0x0D, 0x6E, 0x72, 0x74].contains(bytes[position + 1]) else {
                    return position
                }
                isLineStart = bytes[position + 1] == 0x0A
                position += 1
            default: return position
            }
            position += 1
        }
        return position
    }

    private static func isBase64(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
        default: false
        }
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
        default: false
        }
    }
}
