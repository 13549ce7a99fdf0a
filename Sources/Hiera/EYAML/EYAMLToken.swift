extension EYAML {
    /// An encrypted value as it stands in a text: `ENC[PKCS7,…]`.
    package struct Token: Hashable, Sendable {
        /// From `ENC[` to `]`; of a block, from `>`.
        package let range: Range<String.Index>
        /// `PKCS7`, also where the token names none.
        package let scheme: String
        /// The content without white space.
        package let base64: String
        package let form: Form

        package enum Form: Hashable, Sendable {
            case string
            /// `>` and folded lines with this indent.
            case block(indent: String)
        }

        package var isPKCS7: Bool { scheme == "PKCS7" }

        /// The token written in its own form with other content.
        package func text(base64: String) -> String {
            switch form {
            case .string: EYAML.string(base64: base64)
            case .block(let indent): EYAML.block(base64: base64, indent: indent)
            }
        }
    }

    /// Finds encrypted values.
    package enum Tokens {
        /// In a value out of a data file: any number of tokens, which may hold blanks and line ends.
        package static func inValue(_ text: String) -> [Token] {
            guard text.utf8.contains(UInt8(ascii: "[")) else { return [] }
            return find(in: text, allowsBlocks: false)
        }

        /// In the text of a data file: strings, and blocks with their `>`.
        package static func inFile(_ text: String) -> [Token] { find(in: text, allowsBlocks: true) }

        private static func find(in text: String, allowsBlocks: Bool) -> [Token] {
            var tokens: [Token] = []
            var position = text.startIndex
            while let opening = text[position...].firstRange(of: "ENC[") {
                position = opening.upperBound
                guard let end = text[position...].firstIndex(of: "]") else { break }
                let content = text[position..<end]
                guard let (scheme, base64) = split(content) else { continue }
                let block = allowsBlocks ? EYAML.blockStart(before: opening.lowerBound, in: text) : nil
                guard block != nil || !allowsBlocks || !content.contains(where: \.isWhitespace) else { continue }
                position = text.index(after: end)
                tokens.append(
                    Token(
                        range: (block?.start ?? opening.lowerBound)..<position, scheme: scheme, base64: base64,
                        form: block.map { .block(indent: $0.indent) } ?? .string))
            }
            return tokens
        }

        /// The scheme and the base64 text; nil where other characters stand between.
        private static func split(_ content: Substring) -> (scheme: String, base64: String)? {
            var rest = content
            var scheme = "PKCS7"
            if let comma = content.firstIndex(of: ",") {
                let word = content[..<comma]
                guard !word.isEmpty, word.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }) else {
                    return nil
                }
                scheme = word.uppercased()
                rest = content[content.index(after: comma)...]
            }
            let base64 = rest.filter { !$0.isWhitespace }
            guard !base64.isEmpty, base64.utf8.allSatisfy(isBase64) else { return nil }
            return (scheme, base64)
        }

        private static func isBase64(_ byte: UInt8) -> Bool {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2B, 0x2F, 0x3D: true
            default: false
            }
        }
    }

    /// The `>` of a block whose first line begins at `position`, and the line's indent.
    static func blockStart(
        before position: String.Index, in text: String
    ) -> (start: String.Index, indent: String)? {
        let indent = text[..<position].reversed().prefix { $0 == " " || $0 == "\t" }.count
        let line = text.index(position, offsetBy: -indent)
        guard let newline = text[..<line].indices.last, text[newline].isNewline,
            let marker = text[..<newline].indices.last, text[marker] == ">"
        else { return nil }
        return (marker, String(text[line..<position]))
    }
}
