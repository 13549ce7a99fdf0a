/// What a candidate has seen of the lease, and when by its own stopwatch.
struct LeaseObservation: Sendable {
    private(set) var record: LeaseRecord?
    private var version: String?
    private var changed: Duration = .zero

    /// Notes what the lease says. Every write counts as a renewal.
    mutating func note(_ record: LeaseRecord, version: String?, at elapsed: Duration) {
        guard record != self.record || version != self.version else { return }
        self.record = record
        self.version = version
        changed = elapsed
    }

    /// Whose the lease is, other than ours; nil when it may be taken.
    func rival(of identity: String, at elapsed: Duration) -> String? {
        guard let record, !record.holder.isEmpty, record.holder != identity else { return nil }
        return elapsed - changed < .seconds(record.durationSeconds) ? record.holder : nil
    }
}
