import JSON
import Kubernetes
import KubernetesSandbox
import Logging

@testable import KubernetesClient

enum Kind {
    static let configMap = GroupVersionKind(group: "", version: "v1", kind: "ConfigMap")
    static let deployment = GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")
    static let namespace = GroupVersionKind(group: "", version: "v1", kind: "Namespace")
}

/// A ConfigMap `default/<name>`.
func configMap(_ name: String, _ data: [String: String] = [:], labels: [String: String] = [:]) -> KubernetesObject {
    var json: JSON = ["apiVersion": "v1", "kind": "ConfigMap"]
    var metadata: JSON = ["name": .string(name), "namespace": "default"]
    for (key, value) in labels {
        metadata["labels"] = metadata["labels"] ?? [:]; metadata["labels"]?[key] = .string(value)
    }
    json["metadata"] = metadata
    var values: JSON = [:]
    for (key, value) in data { values[key] = .string(value) }
    json["data"] = values
    return KubernetesObject(json)
}

/// Runs a sandbox and a client of it that hardly pauses between attempts.
func withClient<Value: Sendable>(
    _ sandbox: SandboxConfiguration = SandboxConfiguration(), requestTimeout: Duration = .seconds(60),
    watchTimeout: Duration = .seconds(300), token: String? = nil,
    _ body: @Sendable (KubernetesClient, SandboxHandle) async throws -> Value
) async throws -> Value {
    try await withSandbox(sandbox) { handle in
        var configuration = KubernetesClient.Configuration(
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() }))
        configuration.retryPolicy = RetryPolicy(firstDelay: .milliseconds(2), maximumDelay: .milliseconds(20))
        configuration.requestTimeout = requestTimeout
        configuration.watchTimeout = watchTimeout
        let access = ClusterAccess(server: handle.url, credential: token.map { .token($0) } ?? .none)
        return try await KubernetesClient.withClient(access, configuration) { try await body($0, handle) }
    }
}
