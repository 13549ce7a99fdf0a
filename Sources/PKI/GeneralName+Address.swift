import Foundation
import SwiftASN1
import X509

extension GeneralName {
    /// A host name, or an IP address where the text is one: TLS clients look for those in different places.
    static func host(_ text: String) -> GeneralName {
        if let bytes = addressBytes(text, family: AF_INET, size: 4) ?? addressBytes(text, family: AF_INET6, size: 16) {
            return .ipAddress(ASN1OctetString(contentBytes: bytes[...]))
        }
        return .dnsName(text)
    }

    /// The text of an IP address, or nil for every other kind of name.
    var address: String? {
        guard case .ipAddress(let octets) = self else { return nil }
        let bytes = Array(octets.bytes)
        guard bytes.count == 4 || bytes.count == 16 else { return nil }
        var text = [CChar](repeating: 0, count: 64)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &text, socklen_t(text.count)) != nil else { return nil }
        return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }

    private static func addressBytes(_ text: String, family: Int32, size: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: size)
        return inet_pton(family, text, &bytes) == 1 ? bytes : nil
    }
}
