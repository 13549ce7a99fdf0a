import Agent
import Foundation
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import PuppetCatalog
import Synchronization

/// A sandbox cluster with its agent, and what the agent said so far.
final class DemoCluster: Sendable {
    let name: String
    let environment: String
    let sandbox: Sandbox
    private let events = Mutex(Events())

    /// What a step waits for.
    struct Events: Sendable {
        var runs = 0
        var lastSource: RunResult.CatalogSource?
        var digest: String?
        var lastFailure: String?
        var changed: Set<ResourceReference> = []
        var pruned: Set<ResourceReference> = []
        var corrected: Set<ResourceReference> = []
        var failed: [ResourceReference: String] = [:]
        var waiting: [ResourceReference: String] = [:]
        var plan: PlanSummary?
    }

    init(name: String, environment: String, sandbox: Sandbox) {
        self.name = name
        self.environment = environment
        self.sandbox = sandbox
    }

    var state: Events { events.withLock { $0 } }

    /// Forgets what was changed, so that the next step sees only its own.
    func forget() {
        events.withLock { state in
            state.changed = []
            state.pruned = []
            state.corrected = []
            state.failed = [:]
        }
        sandbox.resetRequestCounts()
    }

    func note(_ event: AgentEvent) {
        events.withLock { state in
            switch event {
            case .runStarted: state.waiting = [:]
            case .catalog(let digest, let source):
                state.digest = digest
                state.lastSource = source
            case .planned(let plan): state.plan = plan
            case .changed(let reference, _): state.changed.insert(reference)
            case .waiting(let reference, let why): state.waiting[reference] = why
            case .healthy(let reference): state.waiting[reference] = nil
            case .failed(let reference, let why): state.failed[reference] = why
            case .contested: break
            case .pruned(let reference, _): state.pruned.insert(reference)
            case .corrected(let reference, _): state.corrected.insert(reference)
            case .runFinished(let result):
                state.runs += 1
                state.lastFailure = result.failure
            }
        }
    }

    /// The uids of the pods of each workload, by namespace and the pods' label `app.kubernetes.io/name`.
    var pods: [String: Set<String>] {
        var pods: [String: Set<String>] = [:]
        for pod in sandbox.objects(kind: "Pod").map(KubernetesObject.init) where !pod.isTerminating {
            let key = "\(pod.namespace ?? "")/\(pod.labels["app.kubernetes.io/name"] ?? pod.name)"
            if let uid = pod.uid { pods[key, default: []].insert(uid) }
        }
        return pods
    }

    func object(group: String = "", _ kind: String, _ namespace: String, _ name: String) -> JSON? {
        sandbox.objects(group: group, kind: kind, namespace: namespace).first {
            $0[path: "metadata", "name"]?.string == name
        }
    }
}
