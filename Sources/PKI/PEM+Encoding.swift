import SwiftASN1

extension PEMDocument {
    /// The PEM text with its final line feed.
    var text: String { pemString + "\n" }
}

extension DERSerializable {
    /// The DER bytes.
    func derBytes() throws -> [UInt8] {
        var serializer = DER.Serializer()
        try serializer.serialize(self)
        return serializer.serializedBytes
    }
}
