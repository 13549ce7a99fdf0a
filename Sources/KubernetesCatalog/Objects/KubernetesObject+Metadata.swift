import JSON
import Kubernetes

extension KubernetesObject {
    func setting(label: String, to value: String) -> KubernetesObject { setting(label, to: value, in: "labels") }

    func setting(annotation: String, to value: String) -> KubernetesObject {
        setting(annotation, to: value, in: "annotations")
    }

    private func setting(_ key: String, to value: String, in field: String) -> KubernetesObject {
        var metadata = json["metadata"] ?? [:]
        var members = metadata[field] ?? [:]
        members[key] = .string(value)
        metadata[field] = members
        var result = json
        result["metadata"] = metadata
        return KubernetesObject(result)
    }
}
