import Hiera

/// Encrypted values: any bytes are opened or refused, as DER, as a token, as a key, and in a text that is edited.
struct EyamlCheck: Check {
    private let keys: FuzzKeys

    init(corpus: [String]) { keys = FuzzKeys(corpus: corpus) }

    func run(_ bytes: [UInt8]) async throws {
        let text = String(decoding: bytes, as: UTF8.self)
        if let pair = keys.pair {
            let _: [UInt8]? = try? EYAML.decrypt(bytes, with: pair)
            for token in EYAML.Tokens.inValue(text).prefix(3) { _ = try? EYAML.decrypt(token.base64, with: pair) }
        }
        _ = try? EYAMLKeyPair(privatePEM: text, publicPEM: nil)
        _ = try? EYAMLPublicKey(pem: text)
        try Self.checkTokens(bytes)
        try checkEdit(bytes)
    }

    /// Tokens follow one another, and each is what is written for its content.
    private static func checkTokens(_ bytes: [UInt8]) throws {
        var end = 0
        for token in EYAML.Tokens.inFile(bytes) {
            guard token.range.lowerBound >= end, token.range.upperBound <= bytes.count else {
                throw Violation("token at \(token.range) of \(bytes.count) bytes, after \(end)")
            }
            end = token.range.upperBound
            guard Array(token.text(base64: token.base64).utf8) == Array(bytes[token.range]) else {
                throw Violation("the token at \(token.range) is written otherwise")
            }
            let longer = token.text(base64: token.base64 + token.base64 + "AAAA")
            guard EYAML.Tokens.inFile(Array(longer.utf8)).map(\.base64) == [token.base64 + token.base64 + "AAAA"] else {
                throw Violation("longer content is read otherwise: \(longer)")
            }
        }
    }

    /// A text that is shown and not changed is encrypted to itself; a changed one, or one that looks like an edit from
    /// the beginning, may be refused. The content stands for the plain text, so that nothing is encrypted for it.
    private func checkEdit(_ bytes: [UInt8]) throws {
        guard let publicKey = keys.pair?.publicKey else { return }
        let edit = EYAML.Edit(bytes) { Array($0.base64.utf8.reversed()) }
        let isPlain = (try? EYAML.Edit(undecrypted: bytes).encrypted(bytes, with: publicKey)) == bytes
        do {
            let result = try edit.encrypted(edit.shown, with: publicKey)
            guard result == bytes || !isPlain else { throw Violation("an unchanged text is encrypted otherwise") }
        } catch let failure as EYAML.Edit.Failure {
            if isPlain { throw Violation("an unchanged text is refused: \(failure)") }
        }
        _ = try? edit.encrypted(bytes, with: publicKey)
    }
}
