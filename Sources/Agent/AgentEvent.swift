package import PuppetCatalog

/// What an agent is doing, for those who watch it live.
package enum AgentEvent: Sendable {
    case runStarted
    /// The catalog that this run applies, and where it is from.
    case catalog(digest: String, RunResult.CatalogSource)
    case planned(PlanSummary)
    case changed(ResourceReference)
    /// Applied, and waiting until it is healthy.
    case waiting(ResourceReference, String)
    case healthy(ResourceReference)
    case failed(ResourceReference, String)
    case pruned(ResourceReference)
    /// A change by somebody else was undone.
    case corrected(ResourceReference)
    case runFinished(RunResult)
}

/// The plan in numbers.
package struct PlanSummary: Hashable, Sendable {
    package var total = 0
    package var unchanged = 0
    package var toCreate = 0
    package var toChange = 0
    package var toDelete = 0
    package var undecided = 0

    init(_ assessments: [Int: Assessment]) {
        total = assessments.count
        for assessment in assessments.values {
            switch assessment {
            case .unchanged, .absent, .completed: unchanged += 1
            case .create, .recreate: toCreate += 1
            case .update, .adopt, .replace: toChange += 1
            case .delete: toDelete += 1
            case .undecided, .refused: undecided += 1
            }
        }
    }
}
