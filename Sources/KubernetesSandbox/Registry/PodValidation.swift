import JSON
import OrderedCollections

/// What is checked in pods and in the kinds that make them.
enum PodValidation {
    static func workload(_ object: JSON) -> [FieldProblem] {
        guard let spec = object["spec"] else { return [.required("spec")] }
        var problems: [FieldProblem] = []
        let template = spec["template"]
        let labels = template?[path: "metadata", "labels"]
        let selector = spec["selector"]
        if selector == nil {
            problems.append(.required("spec.selector"))
        } else if selector?.object?.isEmpty == true {
            problems.append(.invalid("spec.selector", .object([:]), "empty selector is invalid for deployment"))
        }
        let matches = selector.map { LabelSelector(object: $0)?.matches(labels?.object ?? [:]) ?? false } ?? false
        if !matches || selector?.object?.isEmpty == true {
            problems.append(
                .invalid(
                    "spec.template.metadata.labels", labels ?? .null, "`selector` does not match template `labels`"))
        }
        if let replicas = spec["replicas"]?.integer, replicas < 0 {
            problems.append(.invalid("spec.replicas", .integer(replicas), "must be greater than or equal to 0"))
        }
        problems += podSpec(template?["spec"], at: "spec.template.spec")
        if let policy = template?[path: "spec", "restartPolicy"], policy != "Always" {
            problems.append(.notSupported("spec.template.spec.restartPolicy", policy, ["Always"]))
        }
        return problems
    }

    static func job(_ spec: JSON?, at path: String) -> [FieldProblem] {
        guard let spec else { return [.required(path)] }
        let template = spec["template"]
        var problems = podSpec(template?["spec"], at: "\(path).template.spec")
        if template?[path: "spec", "restartPolicy"] == "Always" {
            problems.append(
                FieldProblem(
                    reason: "FieldValueNotSupported", field: "\(path).template.spec.restartPolicy",
                    message: "Unsupported value: \"Always\": supported values: \"OnFailure\", \"Never\""))
        }
        return problems
    }

    static func podSpec(_ spec: JSON?, at path: String) -> [FieldProblem] {
        let volumes = spec?["volumes"]?.array ?? []
        var problems: [FieldProblem] = []
        for (index, volume) in volumes.enumerated() where (volume["name"]?.string ?? "").isEmpty {
            problems.append(.required("\(path).volumes[\(index)].name"))
        }
        let names = Set(volumes.compactMap { $0["name"]?.string })
        let containers = spec?["containers"]?.array ?? []
        if containers.isEmpty { problems.append(.required("\(path).containers")) }
        problems += self.containers(containers, names, at: "\(path).containers")
        problems += self.containers(spec?["initContainers"]?.array ?? [], names, at: "\(path).initContainers")
        return problems
    }

    private static func containers(_ containers: [JSON], _ volumes: Set<String>, at path: String) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        var seen: Set<String> = []
        for (index, container) in containers.enumerated() {
            let field = "\(path)[\(index)]"
            let name = container["name"]?.string ?? ""
            if name.isEmpty {
                problems.append(.required("\(field).name"))
            } else if !NameRules.isLabel(name) {
                problems.append(.invalid("\(field).name", .string(name), NameRules.labelExplanation))
            } else if !seen.insert(name).inserted {
                problems.append(.duplicate("\(field).name", .string(name)))
            }
            if (container["image"]?.string ?? "").isEmpty { problems.append(.required("\(field).image")) }
            for (position, mount) in (container["volumeMounts"]?.array ?? []).enumerated() {
                let volume = mount["name"]?.string ?? ""
                guard !volumes.contains(volume) else { continue }
                problems.append(
                    FieldProblem(
                        reason: "FieldValueNotFound", field: "\(field).volumeMounts[\(position)].name",
                        message: "Not found: \"\(volume)\""))
            }
        }
        return problems
    }
}
