import SwiftASN1

/// CMS enveloped data (RFC 5652, section 6) for RSA recipients, as hiera-eyaml and OpenSSL write it.
struct EnvelopedData {
    /// The content key, encrypted for each RSA recipient.
    let encryptedKeys: [[UInt8]]
    let cipher: Cipher
    let initializationVector: [UInt8]
    let content: [UInt8]

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

    private static let envelopedData: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 7, 3]
    private static let data: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 7, 1]
    private static let rsaEncryption: ASN1ObjectIdentifier = [1, 2, 840, 113_549, 1, 1, 1]
    private static let aes256CBC: ASN1ObjectIdentifier = [2, 16, 840, 1, 101, 3, 4, 1, 42]

    init(encryptedKey: [UInt8], initializationVector: [UInt8], content: [UInt8]) {
        encryptedKeys = [encryptedKey]
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
        guard try Self.identifier(contentInfo.next(.objectIdentifier)) == Self.envelopedData else {
            throw .malformed("it is not CMS enveloped data")
        }
        var wrapper = ASN1Fields(try contentInfo.next(.context(0)))
        var enveloped = ASN1Fields(try wrapper.next(.sequence))
        _ = try enveloped.next(.integer)
        enveloped.skipOptional(.context(0))
        encryptedKeys = try enveloped.next(.set).children.compactMap(Self.encryptedKey)
        var encrypted = ASN1Fields(try enveloped.next(.sequence))
        _ = try encrypted.next(.objectIdentifier)
        var algorithm = ASN1Fields(try encrypted.next(.sequence))
        let name = try Self.identifier(algorithm.next(.objectIdentifier)).description
        guard let cipher = Cipher(rawValue: name) else { throw .unsupportedCipher(name) }
        self.cipher = cipher
        initializationVector = try algorithm.next(.octetString).bytes
        content = try encrypted.next(.context(0)).bytes
        guard initializationVector.count == 16, !encryptedKeys.isEmpty else {
            throw .malformed("it has no recipient or no initialization vector")
        }
    }

    /// The key of one recipient; nil for other kinds of recipients. Whom it names does not matter: it is just tried.
    private static func encryptedKey(_ recipient: ASN1Node) -> [UInt8]? {
        guard recipient.identifier == .sequence, let key = recipient.children.last, key.identifier == .octetString
        else {
            return nil
        }
        return key.bytes
    }

    private static func identifier(_ node: ASN1Node) throws(EYAMLError) -> ASN1ObjectIdentifier {
        do {
            return try ASN1ObjectIdentifier(derEncoded: node)
        } catch {
            throw .malformed("it has a broken object identifier")
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
            coder.appendPrimitiveNode(identifier: .octetString) { $0.append(contentsOf: encryptedKeys.first ?? []) }
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
