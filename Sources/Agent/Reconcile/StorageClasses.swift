import JSON
import Kubernetes
import KubernetesClient

/// Which StorageClasses give a claim its volume only when a Pod uses it.
actor StorageClasses {
    private let client: KubernetesClient
    /// By name; the default class has the empty one.
    private var known: [String: Bool] = [:]

    private static let gvk = GroupVersionKind(group: "storage.k8s.io", version: "v1", kind: "StorageClass")
    private static let defaultAnnotation = "storageclass.kubernetes.io/is-default-class"

    init(_ client: KubernetesClient) { self.client = client }

    /// Of a claim that is not bound; false for all else, and where the class cannot be read.
    func bindOnFirstUse(_ claim: KubernetesObject) async -> Bool {
        guard claim.gvk.group.isEmpty, claim.kind == "PersistentVolumeClaim",
            claim.json[path: "status", "phase"]?.string == "Pending"
        else { return false }
        // A claim that says "" wants no class.
        let name = claim.json[path: "spec", "storageClassName"]?.string
        guard name != "" else { return false }
        let key = name ?? ""
        if let known = known[key] { return known }
        let answer: Bool
        do {
            let found =
                if let name {
                    try await client.find(Self.gvk, namespace: nil, name: name)
                } else {
                    try await client.list(Self.gvk).objects.first { $0.annotations[Self.defaultAnnotation] == "true" }
                }
            answer = found?.json["volumeBindingMode"]?.string == "WaitForFirstConsumer"
        } catch {
            return false
        }
        known[key] = answer
        return answer
    }
}
