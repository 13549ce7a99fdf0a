/// How a run went.
package struct RunResult: Sendable {
    package let report: Report
    package let catalogSource: CatalogSource?
    /// Why there was no run at all: disabled, locked, no catalog, no cluster.
    package let failure: String?
    /// What the run did or would do, object by object.
    package var plan: RunPlan?

    package enum CatalogSource: String, Hashable, Sendable {
        case new
        /// The master said 304.
        case notModified
        /// The master was away.
        case cache
        /// Given by the caller.
        case given
    }

    /// Puppet's exit code; `detailed` as with `--detailed-exitcodes` and `--test`.
    package func exitCode(detailed: Bool) -> Int32 {
        if failure != nil || report.runFailed { return 1 }
        guard detailed else { return 0 }
        let changed = report.statuses.contains(where: \.changed)
        let failed = report.statuses.contains(where: \.failed)
        return (changed ? 2 : 0) + (failed ? 4 : 0)
    }
}
