/// Puppet's rules for the name of a node's certificate.
package enum Certname {
    /// Lower case letters, digits, `.`, `_` and `-`, at most 255 of them, not starting with a dot or a dash.
    ///
    /// The name becomes a file name, so what could leave its directory must not pass.
    package static func isValid(_ name: String) -> Bool {
        let bytes = name.utf8
        guard let first = bytes.first, bytes.count <= 255 else { return false }
        guard first != UInt8(ascii: "."), first != UInt8(ascii: "-") else { return false }
        return bytes.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."),
                UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// A name from outside, fit for a log line or a message: no control characters, and not too long.
    package static func printable(_ name: String) -> String {
        let bytes = name.utf8.prefix(255).map { (0x20..<0x7F).contains($0) ? $0 : UInt8(ascii: "?") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Throws unless the name is valid.
    package static func check(_ name: String) throws(PKIError) {
        guard isValid(name) else { throw .invalidCertname(name) }
    }
}
