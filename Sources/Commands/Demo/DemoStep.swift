/// One step of the demo: what it claims, and the check of it.
struct DemoStep: Sendable {
    let title: String
    /// Does it, and gives a line that says what was seen; throws ``DemoFailure`` where it was not.
    let run: @Sendable (Demo) async throws -> String

    static let all: [DemoStep] = [
        DemoStep(title: "Production and staging converge from empty", run: converge),
        DemoStep(title: "A second poll is answered 304 and writes nothing", run: pollAgain),
        DemoStep(title: "A secret changes, and exactly the workloads that use it restart", run: changeSecret),
        DemoStep(title: "A deleted Service and an edited ConfigMap come back", run: correctDrift),
        DemoStep(title: "A resource leaves the manifest and is pruned", run: prune),
        DemoStep(title: "Lint refuses a broken change", run: refuseBrokenChange),
        DemoStep(title: "A feature branch is promoted to staging, then production", run: promote),
    ]
}
