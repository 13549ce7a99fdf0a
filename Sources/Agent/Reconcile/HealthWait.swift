import Kubernetes
import KubernetesCatalog
import KubernetesClient

/// Waits until an object is what its specification asks.
struct HealthWait: Sendable {
    let client: KubernetesClient
    let configuration: AgentConfiguration

    /// Nil when it became healthy, else why not.
    func wait(for desired: DesiredObject, from first: HealthStatus) async throws -> String? {
        let object = desired.object
        let timeout = desired.attributes.timeout.map { Duration.seconds($0) } ?? configuration.healthTimeout
        var pace = PollingPace(configuration, timeout: timeout)
        var status = first
        while true {
            switch status {
            case .current: return nil
            case .failed(let reason): return reason.isEmpty ? "failed" : reason
            case .inProgress, .terminating: break
            }
            guard try await pace.next() else {
                return "not healthy after \(timeout.words): \(status.reason)"
            }
            do {
                guard let live = try await client.find(object.gvk, namespace: object.namespace, name: object.name)
                else {
                    // A finished Job with a time to live vanishes by itself.
                    return object.kind == "Job" ? nil : "it was deleted by somebody else"
                }
                status = Health.status(of: live)
            } catch let error as KubernetesError where error.retry != .never {
                status = .inProgress("\(error)")
            }
        }
    }
}
