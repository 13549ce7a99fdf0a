import Hiera

/// Opens values with one key and encrypts them with another.
struct EyamlRekeying {
    let old: EYAMLKeyPair
    let new: EYAMLKeyPair
    let publicKey: EYAMLPublicKey

    struct File {
        let path: String
        let change: FileReplacements.Change
        /// How many values get another ciphertext.
        let count: Int
        let problems: [String]
        let notes: [String]
    }

    func file(_ path: String) throws -> File {
        let text = try EyamlText(path: path)
        var count = 0
        var problems: [String] = []
        var notes: [String] = []
        let result = try text.replacing { token in
            let plain: [UInt8]?
            do {
                plain = try text.plain(of: token, with: old)
            } catch {
                if isDone(token) { return nil }
                problems.append("\(error)")
                return nil
            }
            guard let plain else {
                if !isDone(token) { notes.append("\(text.place(of: token)) in a comment cannot be opened, and stays") }
                return nil
            }
            count += 1
            return Array(token.text(base64: try EYAML.encryptBase64(plain, with: publicKey)).utf8)
        }
        for token in text.tokens where !token.isPKCS7 {
            notes.append("\(text.place(of: token)) is encrypted with \(token.scheme), and stays")
        }
        return File(
            path: path, change: .init(path: path, old: text.bytes, new: result), count: count, problems: problems,
            notes: notes)
    }

    private func isDone(_ token: EYAML.Token) -> Bool {
        new.hasPrivateKey && (try? EYAML.decryptBytes(token.base64, with: new)) != nil
    }
}
