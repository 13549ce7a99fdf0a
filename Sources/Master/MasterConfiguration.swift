package import PKI

/// Everything a master is told from outside.
package struct MasterConfiguration: Sendable {
    /// The address to listen on.
    package var host = "0.0.0.0"
    /// The port to listen on; 0 takes a free one.
    package var port = 8140
    /// The master's own certificate chain and key.
    package var certificatePEM: String
    package var privateKeyPEM: String
    /// Where the certificate authority lives. A master without the authority's key serves all but signing.
    package var authority: AuthorityDirectory
    package var autosign = AutosignPolicy.none
    /// Certnames that may administer certificates, read every report, and see every environment.
    package var admins: Set<String> = []
    /// Which nodes may use which environments. What is not granted here is refused.
    package var grants: [NameGlob: [NameGlob]] = [:]
    /// The secret that a git server signs its webhooks with; without one, webhooks are refused.
    package var webhookSecret: String?
    /// The SQLite file of reports and facts; nil keeps them in memory.
    package var databasePath: String?
    package var retention = ReportRetention()
    package var limits = MasterLimits()
    /// Whether `/metrics` may be read without a client certificate.
    package var isMetricsOpen = false

    package init(certificatePEM: String, privateKeyPEM: String, authority: AuthorityDirectory) {
        self.certificatePEM = certificatePEM
        self.privateKeyPEM = privateKeyPEM
        self.authority = authority
    }
}

/// The bounds that keep a master alive under any client.
package struct MasterLimits: Sendable {
    /// Bytes of a catalog request or a facts upload.
    package var factsBytes = 16 << 20
    package var reportBytes = 64 << 20
    package var requestBytes = 64 << 10
    package var webhookBytes = 25 << 20
    /// Compiles that run at once, and that may wait for a place.
    package var compiles = 4
    package var waitingCompiles = 256
    /// What a client that finds the queue full is told to wait, in seconds.
    package var retryAfter = 10
    package var compileTimeout: Duration = .seconds(120)
    package var bodyTimeout: Duration = .seconds(60)
    package var idleTimeout: Duration = .seconds(180)
    package var connections = 16384
    /// Certificate requests that may wait for an administrator.
    package var pendingRequests = 1000

    package init() {}
}
