import JSON
import OrderedCollections

/// The defaults and bounds that a LimitRange sets.
struct LimitRangeRules {
    private let items: [JSON]

    init(_ range: JSON) { items = range[path: "spec", "limits"]?.array ?? [] }

    private func items(_ type: String) -> [JSON] { items.filter { $0["type"]?.string == type } }

    /// Gives containers what they do not say.
    func addDefaults(to pod: inout JSON) {
        let bounds = items("Container")
        guard !bounds.isEmpty else { return }
        var notes: [String] = []
        pod.edit { members in
            members.edit("spec") { spec in
                for list in ["initContainers", "containers"] {
                    let kind = list == "containers" ? "container" : "init container"
                    spec.editEach(list) { container in
                        let name = container["name"]?.string ?? ""
                        for (member, side) in [("defaultRequest", "request"), ("default", "limit")] {
                            let added = bounds.flatMap { Self.add($0[member], to: &container, "\(side)s") }
                            guard !added.isEmpty else { continue }
                            notes.append("\(added.sorted().joined(separator: ", ")) \(side) for \(kind) \(name)")
                        }
                    }
                }
            }
        }
        guard !notes.isEmpty else { return }
        pod.editMetadata { metadata in
            metadata.setDefault("annotations", .object([:]))
            metadata.edit("annotations") {
                $0["kubernetes.io/limit-ranger"] = .string("LimitRanger plugin set: \(notes.joined(separator: "; "))")
            }
        }
    }

    /// The names of what was added.
    private static func add(_ defaults: JSON?, to container: inout JSONObject, _ side: String) -> [String] {
        guard case .object(let defaults)? = defaults else { return [] }
        var added: [String] = []
        container.setDefault("resources", .object([:]))
        container.edit("resources") { resources in
            var amounts = resources[side]?.object ?? [:]
            for (name, amount) in defaults where amounts[name] == nil {
                amounts[name] = amount
                added.append(name)
            }
            if !amounts.isEmpty { resources[side] = .object(amounts) }
        }
        return added
    }

    /// What is out of bounds, in the server's words.
    func problems(in object: JSON, _ resource: GroupResource) -> [String] {
        switch resource {
        case .pods:
            let containers = ["initContainers", "containers"].flatMap { object[path: "spec", $0]?.array ?? [] }
            let pod = PodResources(object["spec"])
            return containers.flatMap { container in
                items("Container").flatMap {
                    problems(
                        $0, "Container", PodResources.amounts(container, .requests),
                        PodResources.amounts(container, .limits))
                }
            } + items("Pod").flatMap { problems($0, "Pod", pod.total(.requests), pod.total(.limits)) }
        case .claims:
            let storage = object[path: "spec", "resources", "requests", "storage"]?.string.flatMap(Quantity.init)
            let requests = storage.map { ["storage": $0] } ?? [:]
            return items("PersistentVolumeClaim").flatMap { problems($0, "PersistentVolumeClaim", requests, requests) }
        default: return []
        }
    }

    private func problems(
        _ item: JSON, _ type: String, _ requests: [String: Quantity], _ limits: [String: Quantity]
    ) -> [String] {
        let isClaim = type == "PersistentVolumeClaim"
        var problems: [String] = []
        // Of each bound the first thing that is wrong.
        for (name, bound) in Self.bounds(item["min"]) {
            let text = "minimum \(name) usage per \(type) is \(bound.text)"
            if let request = requests[name] {
                if request < bound {
                    problems.append("\(text), but request is \(request.text)")
                } else if let limit = limits[name], limit < bound {
                    problems.append("\(text), but limit is \(limit.text)")
                }
            } else {
                problems.append("\(text).  No request is specified")
            }
        }
        for (name, bound) in Self.bounds(item["max"]) {
            let text = "maximum \(name) usage per \(type) is \(bound.text)"
            if let limit = limits[name] {
                if limit > bound {
                    problems.append("\(text), but \(isClaim ? "request" : "limit") is \(limit.text)")
                } else if let request = requests[name], request > bound {
                    problems.append("\(text), but request is \(request.text)")
                }
            } else {
                problems.append("\(text).  No limit is specified")
            }
        }
        return problems
    }

    private static func bounds(_ bounds: JSON?) -> [(String, Quantity)] {
        (bounds?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value in
            value.string.flatMap(Quantity.init).map { (name, $0) }
        }
    }
}
