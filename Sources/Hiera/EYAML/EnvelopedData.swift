import SwiftASN1

/// CMS enveloped data (RFC 5652, section 6) for RSA recipients, as hiera-eyaml and OpenSSL write it.
struct EnvelopedData {
    /// The content key, encrypted for each RSA recipient.
    let recipients: [Recipient]
    let cipher: Cipher
    let initializationVector: [UInt8]
    let content: [UInt8]

    /// Each recipient costs an operation with the private key, so a token cannot have any number of them.
    private static let mostRecipients = 64

    struct Recipient {
        let padding: Padding
        let encryptedKey: [UInt8]
    }

    /// How RSA pads the content key.
    enum Padding {
        case pkcs1
        case oaepSHA1
        case oaepSHA256
    }

    enum Cipher: String {
        case aes128 = "2.16.840.1.101.3.4.1.2"
        case aes192 = "2.16.840.1.101.3.4.1.22"
        case aes256 = "2.16.840.1.101.3.4.1.42"

        var keyLength: Int {
            switch self {
            case .aes128: 16
            case .aes192: 24
            case .aes256: 32
            }
        }
    }

    static let rsaEncryption: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 1]
    private static let envelopedData: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 7, 3]
    private static let authenticatedEnvelopedData: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 9, 16, 1, 23]
    private static let data: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 7, 1]
    private static let aes256CBC: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 1, 42]

    init(encryptedKey: [UInt8], initializationVector: [UInt8], content: [UInt8]) {
        recipients = [Recipient(padding: .pkcs1, encryptedKey: encryptedKey)]
        cipher = .aes256
        self.initializationVector = initializationVector
        self.content = content
    }

    init(_ bytes: [UInt8]) throws(EYAMLError) {
        let root: ASN1Node
        do {
            root = try BER.parse(bytes)
        } catch {
            throw .malformed("it is not complete, or not DER")
        }
        var contentInfo = ASN1Fields(root)
        switch try contentInfo.nextIdentifier() {
        case Self.envelopedData: break
        case Self.authenticatedEnvelopedData:
            throw .malformed("it is authenticated enveloped data (AES-GCM), not enveloped data")
        default: throw .malformed("it is not CMS enveloped data")
        }
        var wrapper = ASN1Fields(try contentInfo.next(.context(0)))
        var enveloped = ASN1Fields(try wrapper.next(.sequence))
        _ = try enveloped.next(.integer)
        enveloped.skipOptional(.context(0))
        let nodes = try enveloped.next(.set).children
        guard nodes.count <= Self.mostRecipients else {
            throw .malformed("it has more than \(Self.mostRecipients) recipients")
        }
        recipients = nodes.compactMap(Recipient.init)
        var encrypted = ASN1Fields(try enveloped.next(.sequence))
        _ = try encrypted.next(.objectIdentifier)
        var algorithm = ASN1Fields(try encrypted.next(.sequence))
        let name = try algorithm.nextIdentifier().description
        guard let cipher = Cipher(rawValue: name) else { throw .unsupportedCipher(Self.cipherName(name)) }
        self.cipher = cipher
        initializationVector = try algorithm.next(.octetString).bytes
        content = try encrypted.next(.context(0)).bytes
        guard initializationVector.count == 16 else { throw .malformed("it has no initialization vector") }
        guard !recipients.isEmpty else { throw .malformed("none of its recipients has an RSA key that can be used") }
    }

    /// Ciphers that OpenSSL may take, by their identifiers.
    private static func cipherName(_ identifier: String) -> String {
        switch identifier {
        case "1.2.840.113549.3.7": "3DES (\(identifier))"
        case "1.2.840.113549.3.2": "RC2 (\(identifier))"
        case "1.3.14.3.2.7": "DES (\(identifier))"
        default: identifier
        }
    }

    /// DER, addressed to the certificate by its issuer and serial number.
    func serialized(for recipient: EYAMLPublicKey) throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(Self.envelopedData)
            try coder.appendConstructedNode(identifier: .context(0)) { coder in
                try coder.appendConstructedNode(identifier: .sequence) { coder in
                    try coder.serialize(0)
                    try coder.appendConstructedNode(identifier: .set) { try writeRecipient(recipient, into: &$0) }
                    try coder.appendConstructedNode(identifier: .sequence) { try writeContent(into: &$0) }
                }
            }
        }
        return serializer.serializedBytes
    }

    private func writeRecipient(_ recipient: EYAMLPublicKey, into coder: inout DER.Serializer) throws {
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(0)
            coder.appendConstructedNode(identifier: .sequence) { coder in
                coder.serializeRawBytes(recipient.issuer)
                coder.appendPrimitiveNode(identifier: .integer) { $0.append(contentsOf: recipient.serialNumber) }
            }
            try coder.appendConstructedNode(identifier: .sequence) { coder in
                try coder.serialize(Self.rsaEncryption)
                coder.appendPrimitiveNode(identifier: .null) { _ in }
            }
            coder.appendPrimitiveNode(identifier: .octetString) {
                $0.append(contentsOf: recipients.first?.encryptedKey ?? [])
            }
        }
    }

    private func writeContent(into coder: inout DER.Serializer) throws {
        try coder.serialize(Self.data)
        try coder.appendConstructedNode(identifier: .sequence) { coder in
            try coder.serialize(Self.aes256CBC)
            coder.appendPrimitiveNode(identifier: .octetString) { $0.append(contentsOf: initializationVector) }
        }
        coder.appendPrimitiveNode(identifier: .context(0)) { $0.append(contentsOf: content) }
    }
}

extension EnvelopedData.Recipient {
    private static let oaep: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 7]
    private static let sha1: ASN1ObjectIdentifier = [1, 3, 14, 3, 2, 26]
    private static let sha256: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 2, 1]

    /// Nil for other kinds of recipients. Whom one names does not matter: each is just tried.
    init?(_ node: ASN1Node) {
        let fields = node.children
        guard node.identifier == .sequence, fields.count >= 2, let key = fields.last, key.identifier == .octetString,
            let padding = Self.padding(fields[fields.count - 2])
        else { return nil }
        self.init(padding: padding, encryptedKey: key.bytes)
    }

    private static func padding(_ algorithm: ASN1Node) -> EnvelopedData.Padding? {
        var fields = ASN1Fields(algorithm)
        switch try? fields.nextIdentifier() {
        case EnvelopedData.rsaEncryption?: return .pkcs1
        case oaep?:
            // RSAES-OAEP-params (RFC 4055): the digest is SHA-1 where none is named.
            guard let digest = (try? fields.next(.sequence))?.children.first(where: { $0.identifier == .context(0) })
            else { return .oaepSHA1 }
            guard let sequence = digest.children.first else { return nil }
            var parameters = ASN1Fields(sequence)
            switch try? parameters.nextIdentifier() {
            case sha1?: return .oaepSHA1
            case sha256?: return .oaepSHA256
            default: return nil
            }
        default: return nil
        }
    }
}
