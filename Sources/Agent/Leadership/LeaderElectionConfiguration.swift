/// How the replicas of one agent agree on which of them works. The times are client-go's.
package struct LeaderElectionConfiguration: Hashable, Sendable {
    package var leaseName: String
    package var leaseNamespace: String
    /// Who we are in the lease; no two replicas may have the same.
    package var identity: String
    /// How long after its last change a lease is left to its holder.
    package var leaseDuration: Duration = .seconds(15)
    /// A leader that could not renew for so long stops working; less than the above.
    package var renewDeadline: Duration = .seconds(10)
    package var retryPeriod: Duration = .seconds(2)

    package init(leaseName: String, leaseNamespace: String, identity: String) {
        self.leaseName = leaseName
        self.leaseNamespace = leaseNamespace
        self.identity = identity
    }
}
