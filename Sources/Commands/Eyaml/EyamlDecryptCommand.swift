import ArgumentParser
import Hiera

/// `bunraku eyaml decrypt -s TEXT`, `-f FILE`, `--stdin`, or `-e DATAFILE`.
struct EyamlDecryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt", abstract: "Decrypt the values of a text or a file.")

    @OptionGroup var options: EyamlOptions
    @OptionGroup var source: EyamlSource

    func validate() throws { try source.validate() }

    func run() async throws { Terminal.puts(try result()) }

    func result() throws -> [UInt8] {
        let settings = try options.settings()
        let (path, bytes) = try source.read()
        let text = EyamlText(path: path, bytes: bytes)
        guard let token = text.tokens.first(where: { !$0.isPKCS7 }) else {
            if text.tokens.isEmpty { return bytes }
            let pair = try settings.pair()
            return try source.eyaml == nil ? Self.plain(text, pair) : Self.marked(text, pair)
        }
        throw CommandFailure(
            "\(text.place(of: token)): the encryption method \(token.scheme) is not supported; PKCS7 is")
    }

    /// The form that `encrypt -e` takes.
    private static func marked(_ text: EyamlText, _ pair: EYAMLKeyPair) throws -> [UInt8] {
        try text.replacing { token in
            guard let plain = try text.plain(of: token, with: pair) else { return nil }
            return Array("DEC::PKCS7[".utf8) + plain + Array("]!".utf8)
        }
    }

    /// The plain text of everything. As in hiera-eyaml, a value of several lines that stands in another text becomes
    /// a literal block of YAML, and the `>` of a block goes.
    private static func plain(_ text: EyamlText, _ pair: EYAMLKeyPair) throws -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for token in text.tokens {
            let start = EYAML.blockStart(of: token, in: text.bytes) ?? token.range.lowerBound
            let hasTextBefore = start > position
            if hasTextBefore { result += text.bytes[position..<start] }
            let plain = try text.plain(of: token, with: pair) ?? Array(text.bytes[token.range])
            result += hasTextBefore ? literal(plain) : plain
            position = token.range.upperBound
        }
        return result + text.bytes[position...]
    }

    private static func literal(_ plain: [UInt8]) -> [UInt8] {
        let isLineEnd: (UInt8) -> Bool = { $0 == 0x0A || $0 == 0x0D }
        guard plain.contains(where: isLineEnd) else { return plain }
        var result = Array("|\n  ".utf8)
        for (index, byte) in plain.enumerated() {
            result.append(byte)
            let isLast = index + 1 == plain.count || !isLineEnd(plain[index + 1])
            if isLineEnd(byte), isLast { result += [0x20, 0x20] }
        }
        return result
    }
}
