import Diagnostics
import Hiera
import YAML

/// A text with encrypted values: a data file, or what came over standard input.
struct EyamlText {
    /// A path, or nil for a text without one.
    let path: String?
    let bytes: [UInt8]
    let tokens: [EYAML.Token]

    init(path: String?, bytes: [UInt8]) {
        self.path = path
        self.bytes = bytes
        tokens = EYAML.Tokens.inFile(bytes)
    }

    init(path: String) throws { self.init(path: path, bytes: try InputFile.bytes(path)) }

    /// The text with its PKCS7 values replaced; nil leaves one as it is.
    ///
    /// Whatever an error is about, it says where the value stands, and never what it is.
    func replacing(_ replace: (EYAML.Token) throws -> [UInt8]?) throws -> [UInt8] {
        var result: [UInt8] = []
        var position = 0
        for token in tokens where token.isPKCS7 {
            result += bytes[position..<token.range.lowerBound]
            result += try naming(token) { try replace(token) } ?? Array(bytes[token.range])
            position = token.range.upperBound
        }
        return result + bytes[position...]
    }

    /// The plain text of a value. One in a comment that cannot be opened is no value, but an example: nil.
    func plain(of token: EYAML.Token, with keys: EYAMLKeyPair) throws -> [UInt8]? {
        do throws(EYAMLError) {
            return try EYAML.decryptBytes(token.base64, with: keys)
        } catch {
            if case .noPrivateKey = error { throw error }
            guard path != nil, isComment(token) else { throw failure(token, error) }
            return nil
        }
    }

    private func naming<Result>(_ token: EYAML.Token, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let error as EYAMLError {
            throw failure(token, error)
        }
    }

    func failure(_ token: EYAML.Token, _ error: EYAMLError) -> CommandFailure {
        CommandFailure("\(place(of: token)): \(error)")
    }

    /// `path:line: the value of 'a.b'`.
    func place(of token: EYAML.Token) -> String {
        let line = bytes[..<token.range.lowerBound].count { $0 == 0x0A } + 1
        guard let path else { return tokens.count > 1 ? "line \(line): the value" : "the value" }
        let key = keyPath(of: token).map { $0.isEmpty ? "" : " of '\($0)'" }
        return "\(path):\(line): the value\(key ?? "")"
    }

    private var documents: [YAMLNode]? {
        let (documents, diagnostics) = YAMLParser.parse(SourceFile(path: path ?? "", bytes: bytes))
        return diagnostics.contains { $0.severity == .error } ? nil : documents
    }

    /// Whether no value of the YAML text holds it; of a text that is no YAML, whether its line begins as a comment.
    private func isComment(_ token: EYAML.Token) -> Bool {
        guard documents == nil else { return keyPath(of: token) == nil }
        let line = bytes[..<token.range.lowerBound].split(separator: 0x0A, omittingEmptySubsequences: false).last ?? []
        return line.first { $0 != 0x20 && $0 != 0x09 } == UInt8(ascii: "#")
    }

    /// The keys that lead to the value, with dots; nil where the text is no YAML or no value of it holds the token.
    private func keyPath(of token: EYAML.Token) -> String? {
        documents?.lazy.compactMap { $0.path(to: token.range.lowerBound, []) }.first?.joined(separator: ".")
    }
}

extension YAMLNode {
    fileprivate func path(to offset: Int, _ keys: [String]) -> [String]? {
        switch content {
        case .scalar: return range.lower <= offset && offset < range.upper ? keys : nil
        case .sequence(let nodes):
            return nodes.enumerated().lazy.compactMap { $1.path(to: offset, keys + [String($0)]) }.first
        case .mapping(let entries):
            return entries.lazy.compactMap { entry in
                entry.value.path(to: offset, keys + [entry.key.scalar?.text ?? "?"]) ?? entry.key.path(to: offset, keys)
            }.first
        }
    }
}
