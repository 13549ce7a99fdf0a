import Diagnostics
import OrderedCollections
import PuppetTypes
import Synchronization

/// Decrypts the tokens of one value with the keys that its hierarchy level names.
struct TokenDecryption {
    let engine: HieraEngine
    let options: PuppetHash
    let key: String
    let path: String

    func decrypt(_ value: Value) throws(HieraError) -> Value {
        switch value {
        case .string(let text): return try decrypt(text)
        case .array(let elements):
            var result: [Value] = []
            for element in elements { result.append(try decrypt(element)) }
            return .array(result)
        case .hash(let entries):
            var result: PuppetHash = [:]
            for (key, value) in entries { result[key] = try decrypt(value) }
            return .hash(result)
        default: return value
        }
    }

    private func decrypt(_ text: String) throws(HieraError) -> Value {
        let tokens = EYAML.Tokens.inValue(text)
        guard !tokens.isEmpty else { return .string(text) }
        var plain = ""
        var position = text.startIndex
        for token in tokens {
            plain += text[position..<token.range.lowerBound]
            plain += try decrypt(token)
            position = token.range.upperBound
        }
        plain += text[position...]
        return .secret(Self.chomped(plain))
    }

    private func decrypt(_ token: EYAML.Token) throws(HieraError) -> String {
        let privateKey = options["pkcs7_private_key"]?.stringContent
        let publicKey = options["pkcs7_public_key"]?.stringContent
        let identity = HieraCache.TokenIdentity(privateKey: privateKey, publicKey: publicKey, token: token.base64)
        if let known = engine.cache.withLock({ $0.decrypted[identity] }) { return known }
        guard token.isPKCS7 else {
            throw HieraError(
                .unsupported,
                "the value of '\(key)' in \(path) is encrypted with \(token.scheme); only PKCS7 is supported")
        }
        let pair = try engine.keys.keyPair(
            privateKeyPath: privateKey, publicKeyPath: publicKey, environment: engine.environment)
        let text: String
        do {
            text = try EYAML.decrypt(token.base64, with: pair)
        } catch {
            throw HieraError(
                .decryption,
                "hiera-eyaml backend error decrypting a value when looking up \(key) in \(path). Error was \(error.description)"
            )
        }
        engine.cache.withLock { $0.decrypted[identity] = text }
        return text
    }

    /// Without one line end, as Ruby's `chomp`.
    private static func chomped(_ text: String) -> String {
        var scalars = text.unicodeScalars[...]
        if scalars.last == "\n" {
            scalars.removeLast()
            if scalars.last == "\r" { scalars.removeLast() }
        } else if scalars.last == "\r" {
            scalars.removeLast()
        }
        return String(scalars)
    }
}
