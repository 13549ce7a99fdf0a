import JSON
import Kubernetes
import KubernetesClient

/// Reads and writes one Lease. Every write names the version that it was read at, so that two cannot both win.
struct LeaseLock: Sendable {
    let client: KubernetesClient
    let name: String
    let namespace: String
    let fieldManager: String

    private static let gvk = GroupVersionKind(group: "coordination.k8s.io", version: "v1", kind: "Lease")

    /// Nil where there is no lease yet.
    func read() async throws -> KubernetesObject? {
        do {
            return try await client.get(Self.gvk, namespace: namespace, name: name)
        } catch let error as KubernetesError where error.isNotFound {
            return nil
        }
    }

    /// Makes the lease, and its namespace where that is missing.
    func create(_ record: LeaseRecord) async throws -> KubernetesObject {
        let object = KubernetesObject([
            "apiVersion": .string(Self.gvk.apiVersion), "kind": .string(Self.gvk.kind),
            "metadata": ["name": .string(name), "namespace": .string(namespace)], "spec": record.json,
        ])
        do {
            return try await client.create(object, fieldManager: fieldManager)
        } catch let error as KubernetesError where error.isNotFound {
            try await client.ensureNamespace(namespace, fieldManager: fieldManager)
            return try await client.create(object, fieldManager: fieldManager)
        }
    }

    /// Writes over what was read. A conflict where somebody was faster.
    func replace(_ object: KubernetesObject, with record: LeaseRecord) async throws -> KubernetesObject {
        var object = object
        object.json["spec"] = record.json
        return try await client.replace(object, fieldManager: fieldManager)
    }
}
