package import Foundation
package import JSON
package import KubernetesCatalog
package import KubernetesClient

/// What an agent needs to know before it talks to anybody.
package struct AgentConfiguration: Sendable {
    /// The name of this cluster to the master, and of the agent's certificate.
    package var certname: String
    /// `https://master:8140`.
    package var server: String
    package var environment = "production"
    package var authority = Authority.onFirstUse
    /// Keys and certificates, in Puppet's layout.
    package var sslDirectory: String
    /// Locks, the catalog cache, reports that wait.
    package var stateDirectory: String
    package var cluster: ClusterAccess
    /// A file with the catalog to apply, which is read for each run; no master is asked for one then.
    package var catalogFile: String?
    /// The fact `clustername`; the certname's first label when nil.
    package var clusterName: String?
    /// Further facts, which win over those that are found.
    package var facts: JSON = [:]
    /// Puppet extensions of the certificate request, by short name.
    package var requestExtensions: [String: String] = [:]

    package var runInterval: Duration = .seconds(1800)
    package var splay = false
    /// The run interval when nil.
    package var splayLimit: Duration?
    /// How long to wait between two questions for the signed certificate; zero asks once.
    package var certificateInterval: Duration = .seconds(120)
    package var usesCacheOnFailure = true
    package var correctsDrift = true

    package var noop = false
    /// Whether results carry the plan of an ordinary run too; that of a noop run they always do.
    package var keepsPlan = false
    /// Only resources that carry one of these; all when empty.
    package var tags: [String] = []
    package var skippedTags: [String] = []

    /// Resources are touched whatever their schedules say.
    package var ignoresSchedules = false

    package var inventoryNamespace = "bunraku-system"
    /// The name of the ApplySet's parent; `bunraku-<certname>` when nil.
    package var inventoryName: String?
    package var prunePolicy = PrunePolicy()
    package var fieldManager = "bunraku"
    /// How many objects are worked on at a time.
    package var concurrency = 16
    /// How long an object may take to become healthy, where it does not say.
    package var healthTimeout: Duration = .seconds(300)
    package var healthInterval: Duration = .milliseconds(500)
    package var reportsToMaster = true
    /// The time for one attempt of a request to the cluster.
    package var requestTimeout: Duration = .seconds(60)
    /// How long a watch runs before it is opened anew.
    package var watchTimeout: Duration = .seconds(300)

    /// Nil for an agent that has no replicas.
    package var leaderElection: LeaderElectionConfiguration?
    /// Where health and metrics are served; nil for nowhere.
    package var monitorAddress: MonitorAddress?
    /// Whether objects get Kubernetes events.
    package var recordsEvents = false
    /// Who writes the events; the pod's name in a cluster.
    package var instanceName = "bunraku-agent"

    package var clock: any Clock<Duration> = ContinuousClock()
    package var now: @Sendable () -> Date = { Date.now }
    /// Whose time zone the ranges of schedules are in.
    package var calendar = Calendar(identifier: .gregorian)
    package var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    var applySetParent: ApplySetParent {
        ApplySetParent(
            name: inventoryName ?? "bunraku-\(certname)", namespace: inventoryNamespace, tooling: "bunraku/0.1.0")
    }

    /// Whom to believe that it is the master.
    package enum Authority: Hashable, Sendable {
        /// The file's certificates.
        case file(String)
        case pem(String)
        /// The certificate that the master shows when none is kept yet. Its fingerprint is logged.
        case onFirstUse
    }

    package init(
        certname: String, server: String, sslDirectory: String, stateDirectory: String, cluster: ClusterAccess
    ) {
        self.certname = certname
        self.server = server
        self.sslDirectory = sslDirectory
        self.stateDirectory = stateDirectory
        self.cluster = cluster
    }
}
