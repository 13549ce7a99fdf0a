import JSON
import OrderedCollections

/// Makes pods from templates, and names for revisions of templates.
enum PodTemplates {
    private static let letters = Array("bcdfghjklmnpqrstvwxz2456789")

    /// A short name that is the same for the same template.
    static func hash(_ template: JSON?) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in JSONWriter.bytes(template ?? .null, .canonical) {
            hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3
        }
        var text = ""
        for _ in 0..<10 {
            text.append(letters[Int(hash % 27)])
            hash /= 27
        }
        return text
    }

    /// A pod of a template, controlled by an object.
    static func pod(
        _ template: JSON?, owner: JSON, name: String? = nil, labels: JSONObject = [:],
        spec change: (inout JSONObject) -> Void = { _ in }
    ) -> JSON {
        var metadata = JSONObject()
        if let name {
            metadata["name"] = .string(name)
        } else {
            metadata["generateName"] = .string("\(owner.name)-")
        }
        metadata["namespace"] = .string(owner.namespace)
        var allLabels = template?[path: "metadata", "labels"]?.object ?? [:]
        allLabels.merge(labels) { _, new in new }
        if !allLabels.isEmpty { metadata["labels"] = .object(allLabels) }
        if let annotations = template?[path: "metadata", "annotations"] { metadata["annotations"] = annotations }
        metadata["ownerReferences"] = [owner.controllerReference]
        var spec = template?["spec"]?.object ?? [:]
        change(&spec)
        return ["apiVersion": "v1", "kind": "Pod", "metadata": .object(metadata), "spec": .object(spec)]
    }

    /// A number, or a percentage of the replicas.
    static func resolve(_ value: JSON?, of replicas: Int, roundingUp: Bool) -> Int {
        switch value {
        case .integer(let number)?: return min(max(0, number), 1_000_000)
        case .string(let text)?:
            guard text.hasSuffix("%"), let percent = Int(text.dropLast()), (0...10_000).contains(percent) else {
                return 0
            }
            let (product, overflow) = percent.multipliedReportingOverflow(by: replicas)
            guard !overflow else { return replicas }
            return roundingUp ? (product + 99) / 100 : product / 100
        default: return 0
        }
    }
}

/// A condition of an object's status; its transition time changes only with its status.
enum Conditions {
    static func set(
        _ status: inout JSONObject, _ type: String, _ value: Bool, reason: String, message: String, now: String,
        hasUpdateTime: Bool = false
    ) {
        var conditions = status["conditions"]?.array ?? []
        let index = conditions.firstIndex { $0["type"]?.string == type }
        let old = index.map { conditions[$0] }
        let text: JSON = value ? "True" : "False"
        let isSame = old?["status"] == text
        if isSame, old?["reason"]?.string == reason, old?["message"]?.string == message { return }
        var condition: JSONObject = ["type": .string(type), "status": text]
        if hasUpdateTime { condition["lastUpdateTime"] = .string(now) }
        condition["lastTransitionTime"] = isSame ? old?["lastTransitionTime"] ?? .string(now) : .string(now)
        condition["reason"] = .string(reason)
        condition["message"] = .string(message)
        if let index { conditions[index] = .object(condition) } else { conditions.append(.object(condition)) }
        status["conditions"] = .array(conditions)
    }
}
