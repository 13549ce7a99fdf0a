/// What the monitor asks.
extension Agent {
    /// The port on which health and metrics are served, once they are.
    package var monitorPort: Int? { withState { $0.port } }

    func observePort(_ port: Int) { withState { $0.port = port } }

    /// Nil when there is a catalog and the last run reached the cluster, or when this replica stands by.
    var unreadiness: String? {
        let (role, hasCatalog) = withState { ($0.role, $0.catalog != nil || $0.prepared != nil) }
        if role == .standby { return nil }
        guard hasCatalog else { return "there is no catalog yet" }
        return metrics.isLastRunGood == false ? "the last run could not do its work" : nil
    }

    var metricsText: String {
        let (role, confirmed) = withState { ($0.role, $0.catalogConfirmed) }
        return metrics.text(
            AgentMetrics.Readings(
                isLeader: role != .standby, catalogAge: confirmed.map { (stopwatch.elapsed - $0).inSeconds },
                reportsWaiting: ReportQueue(stateDirectory).names().count, eventsDropped: events?.dropped ?? 0))
    }
}
