extension EYAML {
    /// The text of a data file between `eyaml edit`'s decryption and encryption.
    ///
    /// A value stands in it as `DEC(3)::PKCS7[plain text]!`; a new one is written `DEC::PKCS7[plain text]!`.
    package enum Edit {
        /// Shows every PKCS7 value that can be opened and whose text can be shown: it must not hold `]!`.
        package static func decrypted(_ text: String, with keys: EYAMLKeyPair) throws(EYAMLError) -> String {
            var result = ""
            var position = text.startIndex
            for (index, token) in Tokens.inFile(text).enumerated() where token.isPKCS7 {
                let plain = try EYAML.decrypt(token.base64, with: keys)
                guard !plain.isEmpty, !plain.contains("]!") else { continue }
                let marker = "DEC(\(index + 1))::PKCS7[\(plain)]!"
                result += text[position..<token.range.lowerBound]
                switch token.form {
                case .string: result += marker
                case .block(let indent): result += ">\n\(indent)\(marker)"
                }
                position = token.range.upperBound
            }
            return result + text[position...]
        }

        /// Encrypts an edited text. A value that was not changed keeps its old ciphertext, so that only real changes
        /// show in a diff.
        package static func encrypted(
            _ edited: String, original: String, with keys: EYAMLKeyPair
        ) throws(EYAMLError) -> String {
            guard let publicKey = keys.publicKey else { throw .badKey("a public key is needed to encrypt") }
            let tokens = Tokens.inFile(original)
            var used: Set<Int> = []
            var result = ""
            var position = edited.startIndex
            for marker in markers(in: edited) {
                result += edited[position..<marker.range.lowerBound]
                position = marker.range.upperBound
                if let number = marker.number {
                    guard tokens.indices.contains(number - 1) else {
                        throw .malformed("DEC(\(number)) was not in the file; write a new value as DEC::PKCS7[…]!")
                    }
                    guard used.insert(number).inserted else {
                        throw .malformed("DEC(\(number)) is there twice; write a new value as DEC::PKCS7[…]!")
                    }
                    let token = tokens[number - 1]
                    if try EYAML.decrypt(token.base64, with: keys) == marker.plain {
                        result += write(token.base64, marker)
                        continue
                    }
                }
                let fresh = try EYAML.encrypt(marker.plain, with: publicKey)
                result += write(Tokens.inValue(fresh).first?.base64 ?? "", marker)
            }
            return result + edited[position...]
        }

        private static func write(_ base64: String, _ marker: Marker) -> String {
            marker.blockIndent.map { EYAML.block(base64: base64, indent: $0) } ?? EYAML.string(base64: base64)
        }

        private struct Marker {
            let range: Range<String.Index>
            let number: Int?
            let plain: String
            /// Of a block, whose range begins at its `>`.
            let blockIndent: String?
        }

        private static func markers(in text: String) -> [Marker] {
            var markers: [Marker] = []
            var position = text.startIndex
            while let opening = text[position...].firstRange(of: "DEC") {
                position = opening.upperBound
                guard let (number, content) = header(text[position...]),
                    let end = text[content...].firstRange(of: "]!")
                else { continue }
                let block = blockStart(before: opening.lowerBound, in: text)
                markers.append(
                    Marker(
                        range: (block?.start ?? opening.lowerBound)..<end.upperBound, number: number,
                        plain: String(text[content..<end.lowerBound]), blockIndent: block?.indent))
                position = end.upperBound
            }
            return markers
        }

        /// `(3)::PKCS7[` or `::PKCS7[`: the number, and where the text begins.
        private static func header(_ text: Substring) -> (number: Int?, content: String.Index)? {
            var rest = text
            var number: Int?
            if rest.first == "(" {
                let digits = rest.dropFirst().prefix { $0.isASCII && $0.isNumber }
                guard let value = Int(digits), rest.dropFirst(1 + digits.count).first == ")" else { return nil }
                number = value
                rest = rest.dropFirst(digits.count + 2)
            }
            let scheme = "::PKCS7["
            return rest.hasPrefix(scheme) ? (number, rest.dropFirst(scheme.count).startIndex) : nil
        }
    }
}
