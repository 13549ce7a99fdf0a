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
        // Unlike a create, an apply can be sent again when its answer is lost.
        _ = try await apply(namespace, ApplyOptions(fieldManager: fieldManager))
    }
}
