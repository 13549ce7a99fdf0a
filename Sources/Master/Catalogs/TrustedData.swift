package import JSON
import OrderedCollections
package import PKI

/// What the master knows of a node from its certificate, and not from what the node says: Puppet's `$trusted`.
package struct TrustedData: Hashable, Sendable {
    package let certname: String
    /// Puppet's certificate extensions by short name, such as `pp_cluster`.
    package let extensions: [String: String]

    package init(certname: String, extensions: [String: String] = [:]) {
        self.certname = certname
        self.extensions = extensions
    }

    package init(_ certificate: NodeCertificate) {
        self.init(certname: certificate.certname, extensions: certificate.extensions)
    }

    /// The certname up to its first dot.
    package var hostname: String { String(certname.prefix { $0 != "." }) }

    /// The certname after its first dot, or nil.
    package var domain: String? {
        guard let dot = certname.firstIndex(of: ".") else { return nil }
        return String(certname[certname.index(after: dot)...])
    }

    /// The hash that manifests see.
    package var json: JSON {
        var members = JSONObject()
        for (name, value) in extensions.sorted(by: { $0.key < $1.key }) { members[name] = .string(value) }
        return [
            "authenticated": "remote", "certname": .string(certname), "domain": domain.map(JSON.string) ?? .null,
            "extensions": .object(members), "external": [:], "hostname": .string(hostname),
        ]
    }
}
