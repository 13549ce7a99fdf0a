import JSON
import Kubernetes
import KubernetesClient

/// What somebody does to a cluster by hand.
enum DemoHand {
    static func tamper(_ client: KubernetesClient) async throws {
        try await client.delete(.init(apiVersion: "v1", kind: "Service"), namespace: "plugin-site", name: "plugin-site")
        _ = try await client.patch(
            .init(apiVersion: "v1", kind: "ConfigMap"), namespace: "account-app", name: "settings",
            ["data": ["APP_URL": "https://example.org/oops"]], fieldManager: "somebody")
    }
}
