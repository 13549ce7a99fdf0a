import Crypto
import Foundation
import JSON
import PuppetCatalog

/// The last good catalog, sealed so that only the agent's private key opens it: it holds secrets.
struct CatalogCache: Sendable {
    private static let name = "catalog.sealed"
    private static let magic = Array("bunraku-catalog-1\n".utf8)
    private let directory: StateDirectory
    private let key: SymmetricKey
    private let certname: String

    /// `privateKeyPEM` is the agent's; the cache's key is derived from it, so a new key makes the cache unreadable.
    init(_ directory: StateDirectory, privateKeyPEM: String, certname: String) {
        self.directory = directory
        self.certname = certname
        key = AgentKeys.key(for: "catalog cache", privateKeyPEM: privateKeyPEM)
    }

    func store(_ catalog: Catalog) throws {
        let text = catalog.jsonBytes()
        let box = try AES.GCM.seal(Data(text), using: key, authenticating: Data(certname.utf8))
        guard let sealed = box.combined else { throw StateError(path: Self.name, reason: "cannot be sealed") }
        try directory.write(Self.magic + Array(sealed), to: Self.name)
    }

    /// When the master last said that this is the catalog; nil when there is none.
    var confirmed: Date? { directory.modified(Self.name) }

    func confirm(at now: Date) throws(StateError) { try directory.setModified(Self.name, now) }

    /// Nil when there is none. One that cannot be opened, or is another node's, is an error.
    func load() throws -> Catalog? {
        guard let bytes = try directory.read(Self.name) else { return nil }
        guard bytes.starts(with: Self.magic) else { throw unreadable("it is not a sealed catalog") }
        let text: Data
        do {
            let box = try AES.GCM.SealedBox(combined: Data(bytes.dropFirst(Self.magic.count)))
            text = try AES.GCM.open(box, using: key, authenticating: Data(certname.utf8))
        } catch {
            throw unreadable("it was sealed with another key, or changed since")
        }
        let catalog = try Catalog(bytes: Array(text))
        guard catalog.name == certname else { throw unreadable("it is the catalog of \(catalog.name)") }
        return catalog
    }

    private func unreadable(_ reason: String) -> StateError {
        StateError(path: directory.filePath(Self.name), reason: reason)
    }
}
