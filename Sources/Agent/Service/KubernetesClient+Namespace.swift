import JSON
import Kubernetes
import KubernetesClient

extension KubernetesClient {
    /// Makes a namespace for the agent's own objects, unless it is there.
    func ensureNamespace(_ name: String, fieldManager: String) async throws {
        let kind = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
        guard try await find(kind, namespace: nil, name: name, .metadata) == nil else { return }
        let namespace = KubernetesObject([
            "apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)],
        ])
        do {
            _ = try await create(namespace, fieldManager: fieldManager)
        } catch let error as KubernetesError where error.status?.reason == "AlreadyExists" {
            return
        }
    }
}
