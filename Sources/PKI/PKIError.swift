/// Why a key, request, certificate or revocation list was refused, or could not be stored.
package enum PKIError: Error, Hashable, Sendable {
    /// The text is not the PEM or DER of what it should be.
    case malformed(what: String, reason: String)
    /// The certname breaks Puppet's rules for one.
    case invalidCertname(String)
    /// The request is well-formed but must not be signed; `reason` says why.
    case refused(certname: String, reason: String)
    /// The certname already has a certificate or another request.
    case conflict(certname: String, reason: String)
    /// Nothing is stored for this certname.
    case notFound(certname: String, what: String)
    /// The certificate authority's own files are missing or do not fit together.
    case authority(reason: String)
    /// A file could not be read or written.
    case storage(path: String, reason: String)
}

extension PKIError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .malformed(let what, let reason): "malformed \(what): \(reason)"
        case .invalidCertname(let name):
            "invalid certname '\(Certname.printable(name))': use lower case letters, digits, '.', '_' and '-' only"
        case .refused(let certname, let reason):
            "refused to sign the request of '\(Certname.printable(certname))': \(reason)"
        case .conflict(let certname, let reason): "'\(Certname.printable(certname))' \(reason)"
        case .notFound(let certname, let what): "no \(what) for '\(Certname.printable(certname))'"
        case .authority(let reason): "certificate authority: \(reason)"
        case .storage(let path, let reason): "\(path): \(reason)"
        }
    }
}
