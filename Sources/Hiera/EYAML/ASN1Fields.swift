import SwiftASN1

/// Reads the fields of a constructed node one after the other.
struct ASN1Fields {
    private var nodes: ArraySlice<ASN1Node>

    /// A node that is not constructed has no fields.
    init(_ node: ASN1Node) { nodes = node.children[...] }

    mutating func next(_ identifier: ASN1Identifier) throws(EYAMLError) -> ASN1Node {
        guard let node = nodes.popFirst(), node.identifier == identifier else {
            throw .malformed("it has not the structure of CMS enveloped data")
        }
        return node
    }

    mutating func nextIdentifier() throws(EYAMLError) -> ASN1ObjectIdentifier {
        do {
            return try ASN1ObjectIdentifier(derEncoded: next(.objectIdentifier))
        } catch {
            throw .malformed("it has not the structure of CMS enveloped data")
        }
    }

    mutating func skipOptional(_ identifier: ASN1Identifier) {
        if nodes.first?.identifier == identifier { nodes.removeFirst() }
    }
}

extension ASN1Node {
    var children: [ASN1Node] {
        switch content {
        case .constructed(let nodes): Array(nodes)
        case .primitive: []
        }
    }

    /// The bytes of a primitive node, or of the pieces of a constructed string.
    var bytes: [UInt8] {
        switch content {
        case .primitive(let bytes): Array(bytes)
        case .constructed(let nodes): nodes.flatMap(\.bytes)
        }
    }
}

extension ASN1Identifier {
    static func context(_ number: UInt) -> ASN1Identifier {
        ASN1Identifier(tagWithNumber: number, tagClass: .contextSpecific)
    }
}
