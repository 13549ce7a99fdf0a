import Foundation
import JSON
import KubernetesSandbox
import OrderedCollections
import Synchronization

@testable import Agent

extension FaultRun {
    /// Runs the agent, and cancels it at a request.
    func cut(_ agent: Agent, at request: Int, isAfter: Bool) async {
        let (signals, signal) = AsyncStream.makeStream(of: Void.self)
        audit.setAlarm(request, isAfter: isAfter) { signal.yield() }
        let hasEnded = await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                _ = await once(agent)
                signal.finish()
                return true
            }
            for await _ in signals { break }
            group.cancelAll()
            return await group.next() ?? false
        }
        if !hasEnded { complain("the run that was cut did not end") }
    }

    /// What a crash leaves: the files as they were before the run.
    func restoreDirectory(_ start: Start) throws {
        let state = fixture.directory.appending(path: "state")
        try FileManager.default.removeItem(at: state)
        try FileManager.default.copyItem(at: start.directory.appending(path: "state"), to: state)
    }

    /// Runs the agent as a service, changes an object behind its back, and waits until that is undone; where the fault
    /// lasts, until it is lifted.
    func drift(_ fault: FaultCase) async throws {
        master.state.withLock { $0.catalog = FaultScenario.first }
        let sandbox = fixture.sandbox.sandbox
        let agent = agent { $0.runInterval = .seconds(3600 * 100) }
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                do { try await agent.run() } catch { complain("the service ended: \(error)") }
            }
            await expect("the service does not start") {
                master.state.withLock { $0.reports.count } > 0 && fixture.sandbox.store.watcherCount >= 8
            }
            sandbox.setFaults(fault.rules)
            if fault.step.verb == .watch {
                fixture.sandbox.store.endWatches(of: .init(group: "", plural: "configmaps"))
            }
            change()
            if fault.extent == .lasting {
                await expect("nothing was hit") { sandbox.faultHits > 0 }
                sandbox.setFaults([])
            }
            await expect("the change was not undone") {
                fixture.object("ConfigMap", "shop", "settings")?["data"] == ["color": "red"]
            }
            await expect("the correction was not reported") {
                master.state.withLock { $0.reports.contains { $0["corrective_change"] == true } }
            }
            group.cancelAll()
        }
        master.state.withLock { $0.reports = [] }
    }

    private func change() {
        let answer = fixture.sandbox.sandbox.send(
            "PATCH", "/api/v1/namespaces/shop/configmaps/settings", ["data": ["color": "green"]],
            contentType: "application/merge-patch+json", manager: "somebody")
        if answer.status != 200 { complain("the change by hand failed: \(answer.body)") }
    }

    private func expect(_ complaint: String, _ condition: @Sendable () -> Bool) async {
        let end = ContinuousClock.now + Self.limit
        while !condition() {
            guard ContinuousClock.now < end, !Task.isCancelled else { return complain(complaint) }
            try? await ContinuousClock().sleep(for: .milliseconds(5))
        }
    }
}

extension FaultCase {
    /// Faults while somebody's change is undone.
    static let drift: [FaultCase] = driftSteps.flatMap { step in
        Extent.allCases.flatMap { extent in
            FaultKind.allCases.filter { kind in
                // What is refused for good is not tried again before the next run.
                kind.makesSense(at: step, extent) && !(extent == .lasting && kind == .stale)
            }.map { FaultCase(step: step, fault: $0, extent: extent) }
        }
    }

    private static let driftSteps: [FaultStep] = [
        FaultStep(name: "drift: watch", paths: ["/api/v1/configmaps"], verb: .watch),
        FaultStep(name: "drift: read", paths: ["*/configmaps/settings"], verb: .get),
        FaultStep(name: "drift: compare", paths: ["*/configmaps/settings"], verb: .apply, isDryRun: true),
        FaultStep(name: "drift: correct", paths: ["*/configmaps/settings"], verb: .apply, isDryRun: false),
    ]
}
