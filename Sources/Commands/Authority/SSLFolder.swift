import Foundation
import PKI

/// A folder of keys and certificates in Puppet's layout: `ca/`, `certs/`, `private_keys/`.
struct SSLFolder {
    let url: URL

    var authority: AuthorityDirectory { AuthorityDirectory(url.appending(path: "ca")) }

    /// The master's: what was named, or else the configuration's, or else `/etc/bunraku/ssl`.
    static func master(_ configuration: Configuration, folder: String?) -> SSLFolder {
        let path = folder ?? configuration.master.ssldir.map(configuration.resolve) ?? "/etc/bunraku/ssl"
        return SSLFolder(url: URL(filePath: path))
    }
}
