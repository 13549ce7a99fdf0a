import Diagnostics
import OrderedCollections
import PuppetTypes
import Synchronization

/// Decrypts the tokens of one value with the keys that its hierarchy level names.
struct TokenDecryption {
    let engine: HieraEngine
    let options: PuppetHash
    let key: String
    let file: DataFile
    let path: String

    /// Where an error is placed: at the text that cannot be decrypted, not only at the key.
    func decrypt(_ value: Value, at segments: [LookupKey.Segment] = []) throws(HieraError) -> Value {
        switch value {
        case .string(let text):
            do throws(HieraError) {
                return try decrypt(text)
            } catch {
                throw error.placed(at: file.place(of: HashedName(key), segments))
            }
        case .array(let elements):
            var result: [Value] = []
            for (index, element) in elements.enumerated() {
                result.append(try decrypt(element, at: segments + [.index(index)]))
            }
            return .array(result)
        case .hash(let entries):
            var result: PuppetHash = [:]
            for (key, value) in entries {
                let segment = key.stringContent.map { segments + [LookupKey.Segment.name($0)] }
                result[key] = try decrypt(value, at: segment ?? segments)
            }
            return .hash(result)
        default: return value
        }
    }

    private func decrypt(_ text: String) throws(HieraError) -> Value {
        let tokens = EYAML.Tokens.inValue(text)
        guard !tokens.isEmpty else { return .string(text) }
        let bytes = Array(text.utf8)
        var plain = ""
        var position = 0
        for token in tokens {
            plain += String(decoding: bytes[position..<token.range.lowerBound], as: UTF8.self)
            plain += try decrypt(token)
            position = token.range.upperBound
        }
        plain += String(decoding: bytes[position...], as: UTF8.self)
        return .secret(Self.chomped(plain))
    }

    private func decrypt(_ token: EYAML.Token) throws(HieraError) -> String {
        let names = KeyNames(
            privateKey: options["pkcs7_private_key"]?.stringContent,
            publicKey: options["pkcs7_public_key"]?.stringContent,
            privateKeyVariable: options["pkcs7_private_key_env_var"]?.stringContent,
            publicKeyVariable: options["pkcs7_public_key_env_var"]?.stringContent)
        let identity = HieraCache.TokenIdentity(names: names, token: token.base64)
        if let known = engine.cache.withLock({ $0.decrypted[identity] }) { return known }
        guard token.isPKCS7 else {
            throw HieraError(
                .unsupported,
                "the value of '\(key)' in \(path) is encrypted with \(token.scheme); only PKCS7 is supported")
        }
        let pair = try engine.keys.keyPair(names, environment: engine.environment)
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
