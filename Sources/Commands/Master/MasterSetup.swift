import Foundation
import Master
import PKI
import Promotion

/// What a master is made of, from the configuration: its identity, its catalogs, its rules.
struct MasterSetup {
    let configuration: MasterConfiguration
    let catalogs: CompiledCatalogs

    init(workspace: Workspace, host: String?, port: Int?, ssldir: String?, certname: String?) throws {
        let settings = workspace.configuration
        let folder = SSLFolder.master(settings, folder: ssldir)
        let name = certname ?? ProcessInfo.processInfo.hostName.lowercased()
        let authority = folder.authority
        try authority.create(name: "Bunraku CA")
        let identity = try MasterIdentity.prepare(
            certname: name, dnsNames: [name, "localhost", "127.0.0.1"] + settings.master.dnsNames, ssl: folder.url,
            authority: authority)
        var configuration = MasterConfiguration(
            certificatePEM: identity.certificatePEM, privateKeyPEM: identity.privateKeyPEM, authority: authority)
        configuration.host = host ?? settings.master.host
        configuration.port = port ?? settings.master.port
        configuration.autosign = .globs(settings.master.autosign.map { NameGlob($0) })
        configuration.admins = Set(settings.master.admins)
        configuration.webhookSecret = settings.master.webhookSecret
        configuration.databasePath = settings.master.database.map(settings.resolve)
        for rule in settings.nodes {
            configuration.grants[NameGlob(rule.pattern)] = rule.environments.map { NameGlob($0) }
        }
        self.configuration = configuration
        catalogs = CompiledCatalogs(
            environments: workspace.repo.environments, compiler: workspace.compiler,
            refreshKey: try RefreshKey.load(settings, folder: folder), serverName: name,
            classifier: ExternalNodes(settings))
    }
}

/// The secret key of the refresh digests.
enum RefreshKey {
    /// The configured file, or `refresh.key` beside the certificates, made when it is not there.
    static func load(_ configuration: Configuration, folder: SSLFolder) throws -> [UInt8] {
        let url =
            configuration.refreshKey.map { URL(filePath: configuration.resolve($0)) }
            ?? folder.url.appending(path: "refresh.key")
        // A key that is there but cannot be read is never replaced: every refresh digest would change with it.
        if FileManager.default.fileExists(atPath: url.path) {
            let key = try InputFile.bytes(url.path, "the refresh key")
            guard key.count >= 16 else { throw CommandFailure("\(url.path): the refresh key must be 16 bytes or more") }
            return key
        }
        let text = (0..<32).map { _ in String(format: "%02x", UInt8.random(in: 0...255)) }.joined() + "\n"
        try PrivateFile.write(text, to: url)
        return Array(text.utf8)
    }
}
