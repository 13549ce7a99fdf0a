import Crypto
import HTTPTypes

/// Checks that a webhook comes from who knows the secret.
///
/// GitHub and Gitea sign the body with HMAC-SHA256; GitLab sends the secret itself.
enum WebhookSignature {
    static func isValid(headers: HTTPFields, body: [UInt8], secret: String) -> Bool {
        let key = SymmetricKey(data: Array(secret.utf8))
        if let header = headers[.gitHubSignature] {
            guard header.hasPrefix("sha256=") else { return false }
            return isValid(hexadecimal: header.dropFirst(7), body: body, key: key)
        }
        if let header = headers[.giteaSignature] {
            return isValid(hexadecimal: header[...], body: body, key: key)
        }
        if let token = headers[.gitLabToken] { return isEqual(token, secret) }
        return false
    }

    private static func isValid(hexadecimal: Substring, body: [UInt8], key: SymmetricKey) -> Bool {
        let digits = Array(hexadecimal.utf8)
        guard digits.count == 64 else { return false }
        var code: [UInt8] = []
        for index in stride(from: 0, to: digits.count, by: 2) {
            guard let high = Character(Unicode.Scalar(digits[index])).hexDigitValue,
                let low = Character(Unicode.Scalar(digits[index + 1])).hexDigitValue
            else { return false }
            code.append(UInt8(high << 4 | low))
        }
        // Compares in constant time.
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: body, using: key)
    }

    /// Compares in constant time, and hides the secret's length: keyed digests of both are compared.
    private static func isEqual(_ left: String, _ right: String) -> Bool {
        let key = SymmetricKey(size: .bits256)
        let code = HMAC<SHA256>.authenticationCode(for: Array(left.utf8), using: key)
        return HMAC<SHA256>.isValidAuthenticationCode(code, authenticating: Array(right.utf8), using: key)
    }
}

extension HTTPField.Name {
    static let gitHubEvent = name("X-GitHub-Event")
    static let gitHubSignature = name("X-Hub-Signature-256")
    static let giteaEvent = name("X-Gitea-Event")
    static let giteaSignature = name("X-Gitea-Signature")
    static let gitLabEvent = name("X-Gitlab-Event")
    static let gitLabToken = name("X-Gitlab-Token")

    /// The names above are valid; one that were not would never be sent.
    private static func name(_ text: String) -> HTTPField.Name { HTTPField.Name(text) ?? .authorization }
}
