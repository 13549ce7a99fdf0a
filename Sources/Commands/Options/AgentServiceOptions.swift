import Agent
import ArgumentParser
import Foundation

/// What an agent needs that lives long: an election among replicas, and somebody who watches it.
struct AgentServiceOptions: ParsableArguments {
    @Flag(
        inversion: .prefixedNo,
        help: "Let replicas elect by a Lease which of them works; the default in a cluster, but for single runs.")
    var leaderElect: Bool?

    @Option(help: "The name of the Lease; bunraku-<certname> otherwise.")
    var leaseName: String?

    @Option(help: "The namespace of the Lease; that of the inventory otherwise.")
    var leaseNamespace: String?

    @Option(help: "This replica's name in the Lease, different for each; the host's name and a random part otherwise.")
    var leaseIdentity: String?

    @Option(
        help:
            "Where /healthz, /readyz and /metrics are served, 127.0.0.1:8080 or :8080; 'none' for nowhere. In a cluster :8080, nowhere otherwise and for single runs."
    )
    var metricsBindAddress: String?

    @Flag(
        inversion: .prefixedNo, help: "Write Kubernetes events on objects that are changed, corrected, pruned or fail.")
    var events = true

    func validate() throws {
        if let text = metricsBindAddress, text != "none", MonitorAddress(text) == nil {
            throw ValidationError("'\(text)' is no address; write 127.0.0.1:8080, :8080 or none")
        }
        for name in [leaseName, leaseNamespace, leaseIdentity] where name?.isEmpty == true {
            throw ValidationError("the names of the Lease, its namespace and identity cannot be empty")
        }
    }

    func apply(to configuration: inout AgentConfiguration, isInCluster: Bool, isSingleRun: Bool) {
        let variables = ProcessInfo.processInfo.environment
        let host = variables["POD_NAME"] ?? ProcessInfo.processInfo.hostName
        configuration.instanceName = host
        configuration.recordsEvents = events && !configuration.noop
        if leaderElect ?? (isInCluster && !isSingleRun) {
            configuration.leaderElection = LeaderElectionConfiguration(
                leaseName: leaseName ?? configuration.inventoryName ?? "bunraku-\(configuration.certname)",
                leaseNamespace: leaseNamespace ?? configuration.inventoryNamespace,
                identity: leaseIdentity ?? "\(host)_\(UUID().uuidString.lowercased())")
        }
        let address = metricsBindAddress ?? (isInCluster && !isSingleRun ? ":8080" : "none")
        configuration.monitorAddress = MonitorAddress(address)
    }
}
