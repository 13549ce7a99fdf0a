extension EYAML {
    /// The text of a data file between `eyaml edit`'s decryption and encryption.
    ///
    /// A value stands in it as `DEC(3)::PKCS7[plain text]!`; a new one is written `DEC::PKCS7[plain text]!`.
    package struct Edit {
        /// What the user sees.
        package let shown: [UInt8]
        /// The values that stay encrypted, and why.
        package let hidden: [Hidden]
        private let original: [UInt8]
        /// By the numbers under which they are shown; nil where numbers mean nothing.
        private let values: [Int: Shown]?

        package struct Hidden: Hashable, Sendable {
            package let line: Int
            package let reason: String
        }

        /// A text that cannot be encrypted again.
        package struct Failure: Error, Hashable, Sendable, CustomStringConvertible {
            package let line: Int
            package let problem: String
            package var description: String { "line \(line): \(problem)" }
        }

        private struct Shown {
            let token: Token
            let plain: [UInt8]
        }

        /// The file as it is; only new values are encrypted.
        package init(undecrypted original: [UInt8]) {
            (self.original, shown, hidden, values) = (original, original, [], [:])
        }

        /// A text with every value in it encrypted anew, numbered or not.
        package static func encryptedAll(
            _ text: [UInt8], with publicKey: EYAMLPublicKey
        ) throws(Failure) -> [UInt8] {
            try Edit(original: text, shown: text, hidden: [], values: nil).encrypted(text, with: publicKey)
        }

        private init(original: [UInt8], shown: [UInt8], hidden: [Hidden], values: [Int: Shown]?) {
            (self.original, self.shown, self.hidden, self.values) = (original, shown, hidden, values)
        }

        /// Shows every PKCS7 value.
        ///
        /// - Parameter decrypt: Gives the plain text of a token, or nil where it is to stay as it is.
        package init<Problem: Error>(
            _ original: [UInt8], decrypt: (Token) throws(Problem) -> [UInt8]?
        ) throws(Problem) {
            var shown: [UInt8] = []
            var hidden: [Hidden] = []
            var values: [Int: Shown] = [:]
            var position = 0
            // hiera-eyaml counts the pieces between the values too.
            var number = 0
            for token in Tokens.inFile(original) {
                if token.range.lowerBound > position { number += 1 }
                shown += original[position..<token.range.lowerBound]
                position = token.range.upperBound
                let plain = token.isPKCS7 ? try decrypt(token) : nil
                let reason = plain.flatMap(Self.unfit)
                if let reason {
                    hidden.append(Hidden(line: original.line(at: token.range.lowerBound), reason: reason))
                }
                if let plain, reason == nil {
                    values[number] = Shown(token: token, plain: plain)
                    shown += "DEC(\(number))::PKCS7[".utf8
                    shown += plain
                    shown += Marker.end
                } else {
                    shown += original[token.range]
                }
                number += 1
            }
            self.original = original
            self.shown = shown + original[position...]
            self.hidden = hidden
            self.values = values
        }

        /// Why a value cannot stand between the brackets.
        private static func unfit(_ plain: [UInt8]) -> String? {
            if String(validating: plain, as: UTF8.self) == nil { return "it is no text" }
            if plain.firstIndex(of: Marker.end, from: 0) != nil { return "its text holds ]!" }
            return Marker.first(in: plain, from: 0) == nil ? nil : "its text looks like an edited value"
        }

        /// Encrypts an edited text. A value that was not changed keeps its bytes, so that only real changes show in a
        /// difference.
        package func encrypted(
            _ edited: [UInt8], with publicKey: EYAMLPublicKey
        ) throws(Failure) -> [UInt8] {
            var used: Set<Int> = []
            var result: [UInt8] = []
            var position = 0
            while let marker = Marker.first(in: edited, from: position) {
                result += edited[position..<marker.start]
                let plain = try self.plain(of: marker, in: edited)
                position = marker.content + plain.count + Marker.end.count
                let value = try self.value(of: marker, in: edited, &used)
                let placement = Placement(before: marker.start, in: edited)
                if let value, value.plain == plain {
                    result += unchanged(value, placement)
                    continue
                }
                do {
                    let base64 = try EYAML.encryptBase64(plain, with: publicKey)
                    result += folding(value?.token, placement).text(base64: base64).utf8
                } catch {
                    throw failure(marker, edited, error.description)
                }
            }
            return result + edited[position...]
        }

        private static let hint = "write a new value without a number, DEC::PKCS7[…]!"

        /// The value that a marker numbers.
        private func value(
            of marker: Marker, in edited: [UInt8], _ used: inout Set<Int>
        ) throws(Failure) -> Shown? {
            guard let number = marker.number, let values else { return nil }
            guard let value = values[number] else {
                throw failure(marker, edited, "DEC(\(number)) was not in the file; \(Self.hint)")
            }
            guard used.insert(number).inserted else {
                throw failure(marker, edited, "DEC(\(number)) is there twice; \(Self.hint)")
            }
            return value
        }

        private func plain(of marker: Marker, in edited: [UInt8]) throws(Failure) -> [UInt8] {
            guard let scheme = marker.scheme else {
                throw failure(marker, edited, "this is not written as a value; it must be DEC(number)::PKCS7[…]!")
            }
            guard scheme.uppercased() == "PKCS7" else {
                throw failure(marker, edited, "the encryption method \(scheme) is not supported; PKCS7 is")
            }
            guard let end = edited.firstIndex(of: Marker.end, from: marker.content) else {
                throw failure(marker, edited, "the value that begins here has no ]! at its end")
            }
            let plain = Array(edited[marker.content..<end])
            guard Marker.first(in: plain, from: 0) == nil else {
                throw failure(marker, edited, "the value that begins here has no ]! before the next one begins")
            }
            return plain
        }

        private func failure(_ marker: Marker, _ edited: [UInt8], _ problem: String) -> Failure {
            Failure(line: edited.line(at: marker.start), problem: problem)
        }

        private func unchanged(_ value: Shown, _ placement: Placement) -> [UInt8] {
            let token = value.token
            guard Placement(before: token.range.lowerBound, in: original).isLike(placement) else {
                return Array(folding(token, placement).text(base64: token.base64).utf8)
            }
            return Array(original[token.range])
        }

        /// The lines that a value gets at its place.
        private func folding(_ token: Token?, _ placement: Placement) -> Folding {
            guard let token else { return placement.chevron == nil ? .string : .block(indent: placement.indent ?? "") }
            let before = Placement(before: token.range.lowerBound, in: original)
            if before.isLike(placement) { return token.folding }
            guard let indent = placement.indent else { return before.indent == nil ? token.folding : .string }
            if token.isFolded { return token.folding.indented(indent) }
            return placement.chevron == nil ? token.folding : .block(indent: indent)
        }
    }
}

/// The beginning of an edited value: `DEC(3)::PKCS7[`.
private struct Marker {
    let start: Int
    let number: Int?
    /// Nil of a numbered value that is not written as one; its text would stay readable.
    let scheme: String?
    /// Where the plain text begins.
    let content: Int

    static let end = Array("]!".utf8)
    private static let word = Array("DEC".utf8)

    static func first(in text: [UInt8], from start: Int) -> Marker? {
        var position = start
        while let found = text.firstIndex(of: word, from: position) {
            if let marker = Marker(at: found, in: text) { return marker }
            position = found + word.count
        }
        return nil
    }

    private init?(at start: Int, in text: [UInt8]) {
        var rest = text[(start + Self.word.count)...]
        var number: Int?
        if rest.first == UInt8(ascii: "(") {
            let digits = rest.dropFirst().prefix { (0x30...0x39).contains($0) }
            guard !digits.isEmpty, rest.dropFirst(1 + digits.count).first == UInt8(ascii: ")") else { return nil }
            number = Int(String(decoding: digits, as: UTF8.self)) ?? .max
            rest = rest.dropFirst(digits.count + 2)
        }
        let isNumbered = number != nil && rest.first == UInt8(ascii: ":")
        let colons = rest.prefix { $0 == UInt8(ascii: ":") }.count
        rest = rest.dropFirst(colons)
        let scheme = rest.prefix { byte in
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F: true
            default: false
            }
        }
        rest = rest.dropFirst(scheme.count)
        let isWhole = colons == 2 && !scheme.isEmpty && rest.first == UInt8(ascii: "[")
        guard isWhole || isNumbered else { return nil }
        (self.start, self.number, content) = (start, number, rest.startIndex + 1)
        self.scheme = isWhole ? String(decoding: scheme, as: UTF8.self) : nil
    }
}

extension EYAML.Placement {
    /// Whether the same lines fit there.
    fileprivate func isLike(_ other: EYAML.Placement) -> Bool {
        indent == other.indent && (chevron == nil) == (other.chevron == nil)
    }
}

extension [UInt8] {
    fileprivate func firstIndex(of part: [UInt8], from start: Int) -> Int? {
        guard let first = part.first else { return nil }
        var position = start
        while position + part.count <= count {
            if self[position] == first, self[position..<position + part.count].elementsEqual(part) { return position }
            position += 1
        }
        return nil
    }

    /// From 1.
    fileprivate func line(at offset: Int) -> Int { self[..<offset].count { $0 == 0x0A } + 1 }
}
