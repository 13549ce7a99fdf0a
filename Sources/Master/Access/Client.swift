import PKI

/// Who sends a request.
enum Client: Sendable {
    /// No certificate was shown.
    case anonymous
    /// A certificate was shown that is good for nothing; the reason says why.
    case refused(certname: String, reason: String)
    case node(NodeCertificate)

    /// The name to log.
    var name: String {
        switch self {
        case .anonymous: "-"
        case .refused(let certname, _): "(\(certname))"
        case .node(let certificate): certificate.certname
        }
    }
}
