import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient

/// Waits until objects are what their specifications ask.
struct HealthWait: Sendable {
    let client: KubernetesClient
    let configuration: AgentConfiguration
    let memory: AppliedMemory
    let log: RunLog
    let watch: HealthWatch
    let storageClasses: StorageClasses
    let inspection: WorkloadInspection

    /// Nil when it became healthy, else why not.
    func wait(for desired: DesiredObject, from outcome: ObjectWork.Outcome) async throws -> String? {
        let signals = watch.begin(desired.object, after: outcome.live)
        defer { watch.end(desired.identity) }
        var state = State(live: outcome.live, status: outcome.health ?? .current)
        let timeout = desired.attributes.timeout.map { Duration.seconds($0) } ?? configuration.healthTimeout
        let start = watch.elapsed
        // Soon enough to be of use, late enough for pods that start as they should.
        var nextInspection = configuration.healthInterval * 20
        for await _ in signals {
            try await look(at: desired, &state)
            let elapsed = watch.elapsed - start
            if state.isVanishedJob { return nil }
            if state.isGone { return "it was deleted by somebody else" }
            switch state.status {
            case .current:
                // At once: a Job that is gone by the time that the next run looks would run again.
                if let live = state.live, memory.jobs.note(desired, live) {
                    await memory.jobs.save(client, configuration, log)
                }
                return nil
            case .failed(let reason):
                return await explained(reason.isEmpty ? "failed" : reason, desired, state)
            case .inProgress, .terminating:
                if elapsed >= timeout { return try await verdict(desired, &state, after: timeout) }
            }
            if elapsed >= nextInspection, let live = state.live, inspection.isDue() {
                nextInspection = elapsed * 2
                if let trouble = await inspection.finalTrouble(of: live) {
                    return "\(state.status.reason); \(trouble)"
                }
            }
        }
        throw CancellationError()
    }

    private struct State {
        /// As it was last seen.
        var live: KubernetesObject?
        var status: HealthStatus
        var isGone = false
        /// A Job with a time to live is removed by itself when it is over, and failures are seen before.
        var isVanishedJob = false
    }

    private func look(at desired: DesiredObject, _ state: inout State) async throws {
        switch watch.take(desired.identity) {
        case .live(let object): state.live = object
        // Another selection, or another object of that name, may be all.
        case .gone: try await ask(for: desired, &state)
        case nil:
            if state.live == nil || watch.isDeaf(desired.object.gvk) { try await ask(for: desired, &state) }
        }
        guard let live = state.live, !state.isGone else { return }
        let bindsOnFirstUse = await storageClasses.bindOnFirstUse(live)
        state.status = desired.health(of: live, now: configuration.now(), bindsOnFirstUse: bindsOnFirstUse)
    }

    /// Asks the server for the one object.
    private func ask(for desired: DesiredObject, _ state: inout State) async throws {
        let object = desired.object
        do {
            let found = try await client.find(object.gvk, namespace: object.namespace, name: object.name)
            if found == nil {
                let hasTimeToLive = state.live?.json[path: "spec", "ttlSecondsAfterFinished"]?.integer != nil
                state.isVanishedJob = desired.isJob && hasTimeToLive
                state.isGone = true
            } else {
                state.live = found
            }
        } catch let error as KubernetesError where error.retry != .never {
            state.status = .inProgress("\(error)")
        }
    }

    /// When the time is over: what the server says now, as a watch may have missed something.
    private func verdict(
        _ desired: DesiredObject, _ state: inout State, after timeout: Duration
    ) async throws -> String? {
        try await ask(for: desired, &state)
        if state.isVanishedJob { return nil }
        if let live = state.live, !state.isGone {
            let bindsOnFirstUse = await storageClasses.bindOnFirstUse(live)
            state.status = desired.health(of: live, now: configuration.now(), bindsOnFirstUse: bindsOnFirstUse)
            if state.status.isCurrent { return nil }
        }
        return await explained("not healthy after \(timeout.words): \(state.status.reason)", desired, state)
    }

    /// With what can be said of its pods.
    private func explained(_ reason: String, _ desired: DesiredObject, _ state: State) async -> String {
        guard let live = state.live, let troubles = await inspection.troubles(of: live) else { return reason }
        return "\(reason); \(troubles)"
    }
}
