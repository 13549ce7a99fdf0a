import JSON
import SwiftASN1
import YAML

/// A block of a PEM text (RFC 7468); what stands around it and how its lines end does not matter.
struct PEMBlock {
    let label: String
    let bytes: [UInt8]

    /// The first block with one of the labels. `what` says in an error what the text was to hold.
    init(in text: String, labels: [String], what: String) throws(EYAMLError) {
        let blocks = Self.blocks(in: text)
        guard let first = blocks.first else { throw .badKey("it is not PEM") }
        guard let block = blocks.first(where: { labels.contains($0.label) }) else {
            if first.label == "ENCRYPTED PRIVATE KEY" { throw .badKey("it is protected by a passphrase") }
            throw .badKey("expected \(what), found \(first.label)")
        }
        guard !block.body.contains(":") else {
            let isEncrypted = block.body.contains("ENCRYPTED")
            throw .badKey(isEncrypted ? "it is protected by a passphrase" : "it has PEM headers")
        }
        guard let bytes = Base64.decode(block.body, .spaced), !bytes.isEmpty else {
            throw .badKey("its base64 is damaged")
        }
        (label, self.bytes) = (block.label, bytes)
    }

    private static func blocks(in text: String) -> [(label: String, body: String)] {
        var blocks: [(label: String, body: String)] = []
        var open: (label: String, body: String)?
        for line in text.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let line = String(Substring(line)).trimmed
            if line.hasPrefix("-----BEGIN "), line.hasSuffix("-----") {
                open = (String(line.dropFirst(11).dropLast(5)), "")
            } else if line.hasPrefix("-----END "), let block = open {
                if line == "-----END \(block.label)-----" { blocks.append(block) }
                open = nil
            } else {
                open?.body += line
            }
        }
        return blocks
    }
}

extension String {
    /// Without the blanks around it, and the mark that some editors begin a file with.
    fileprivate var trimmed: String {
        let isBlank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\u{FEFF}" }
        guard let last = lastIndex(where: { !isBlank($0) }) else { return "" }
        return String(self[...last].drop(while: isBlank))
    }
}

/// Which kind of key it is that is no RSA key.
enum KeyAlgorithm {
    /// Of `PrivateKeyInfo`: version, algorithm, key. Nil for an RSA key, and for what cannot be read.
    static func otherThanRSA(privateKeyInfo bytes: [UInt8]) -> String? {
        guard let root = try? BER.parse(bytes) else { return nil }
        var fields = ASN1Fields(root)
        fields.skipOptional(.integer)
        return name(of: &fields)
    }

    /// Of `SubjectPublicKeyInfo`: algorithm, key.
    static func otherThanRSA(publicKeyInfo bytes: [UInt8]) -> String? {
        guard let root = try? BER.parse(bytes) else { return nil }
        var fields = ASN1Fields(root)
        return name(of: &fields)
    }

    private static func name(of fields: inout ASN1Fields) -> String? {
        guard var algorithm = (try? fields.next(.sequence)).map(ASN1Fields.init),
            let identifier = try? algorithm.nextIdentifier(), identifier != EnvelopedData.rsaEncryption
        else { return nil }
        switch identifier.description {
        case "1.2.840.10045.2.1": return "an elliptic curve"
        case "1.3.101.112": return "Ed25519"
        case "1.3.101.110": return "X25519"
        case "1.2.840.10040.4.1": return "DSA"
        case "1.2.840.113549.1.1.10": return "RSA-PSS, which only signs"
        default: return "the algorithm \(identifier)"
        }
    }
}
