import JSON
import Kubernetes
import OrderedCollections

/// Counts what a namespace uses of its ResourceQuota.
struct QuotaMeter {
    private let name: String
    private let namespace: String
    private let hard: [(name: String, amount: Quantity)]
    private let scopes: Set<String>

    init(_ quota: JSON) {
        name = quota.name
        namespace = quota.namespace
        scopes = Set((quota[path: "spec", "scopes"]?.array ?? []).compactMap(\.string))
        hard = (quota[path: "spec", "hard"]?.object ?? [:]).sorted { $0.key < $1.key }.compactMap { name, value in
            value.string.flatMap(Quantity.init).map { (name, $0) }
        }
    }

    /// Why an object may not be added, in the server's words.
    func problem(adding object: JSON, _ resource: GroupResource, to store: ObjectStore) -> String? {
        if resource == .pods, let missing = unstated(object) { return "failed quota: \(name): must specify \(missing)" }
        let charges = charges(of: object, resource)
        let exceeded = hard.compactMap { limit -> (name: String, asked: Quantity, used: Quantity, hard: Quantity)? in
            guard let asked = charges[limit.name], asked > .zero else { return nil }
            let used = used(limit.name, in: store)
            return used + asked > limit.amount ? (limit.name, asked, used, limit.amount) : nil
        }
        guard !exceeded.isEmpty else { return nil }
        func list(_ amount: KeyPath<(name: String, asked: Quantity, used: Quantity, hard: Quantity), Quantity>)
            -> String
        {
            exceeded.map { "\($0.name)=\($0[keyPath: amount].text)" }.joined(separator: ",")
        }
        return "exceeded quota: \(name), requested: \(list(\.asked)), used: \(list(\.used)), limited: \(list(\.hard))"
    }

    /// The status of the quota.
    func status(in store: ObjectStore) -> JSONObject {
        var amounts = JSONObject()
        var used = JSONObject()
        for limit in hard {
            amounts[limit.name] = .string(limit.amount.text)
            used[limit.name] = .string(self.used(limit.name, in: store).text)
        }
        return ["hard": .object(amounts), "used": .object(used)]
    }

    private func used(_ name: String, in store: ObjectStore) -> Quantity {
        guard let resource = Self.resource(counted: name) else { return .zero }
        return store.list(resource, namespace: namespace).objects.reduce(.zero) { sum, object in
            sum + (charges(of: object, resource)[name] ?? .zero)
        }
    }

    private static let counted = [
        "pods", "services", "secrets", "configmaps", "persistentvolumeclaims", "replicationcontrollers",
        "resourcequotas",
    ]

    /// The resource that a name of a quota is about.
    private static func resource(counted name: String) -> GroupResource? {
        if name.hasPrefix("count/") {
            let parts = name.dropFirst(6).split(separator: ".", maxSplits: 1).map(String.init)
            return parts.first.map { GroupResource(group: parts.count > 1 ? parts[1] : "", plural: $0) }
        }
        if counted.contains(name) { return GroupResource(group: "", plural: name) }
        if name.hasPrefix("services.") { return .services }
        if name == "requests.storage" || name.contains(".storageclass.storage.k8s.io/") { return .claims }
        return .pods
    }

    /// What an object counts for.
    private func charges(of object: JSON, _ resource: GroupResource) -> [String: Quantity] {
        guard scopes.isEmpty || (resource == .pods && isInScope(object)) else { return [:] }
        let full = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
        var charges = ["count/\(full)": Quantity.one]
        if resource.group.isEmpty, resource != .pods { charges[resource.plural] = .one }
        switch resource {
        case .pods: charges.merge(podCharges(object)) { first, _ in first }
        case .services:
            let type = object[path: "spec", "type"]?.string
            if type == "LoadBalancer" { charges["services.loadbalancers"] = .one }
            let ports = (object[path: "spec", "ports"]?.array ?? []).filter { $0["nodePort"] != nil }.count
            if ports > 0 { charges["services.nodeports"] = Quantity(String(ports)) }
        case .claims:
            let storage = object[path: "spec", "resources", "requests", "storage"]?.string.flatMap(Quantity.init)
            charges["requests.storage"] = storage
            if let storageClass = object[path: "spec", "storageClassName"]?.string {
                charges["\(storageClass).storageclass.storage.k8s.io/requests.storage"] = storage
                charges["\(storageClass).storageclass.storage.k8s.io/persistentvolumeclaims"] = .one
            }
        default: break
        }
        return charges
    }

    /// A pod that has ended uses nothing.
    private func podCharges(_ pod: JSON) -> [String: Quantity] {
        guard !["Succeeded", "Failed"].contains(pod[path: "status", "phase"]?.string ?? "") else { return [:] }
        var charges = ["pods": Quantity.one]
        let resources = PodResources(pod["spec"])
        for (name, amount) in resources.total(.requests) {
            charges["requests.\(name)"] = amount
            charges[name] = amount
        }
        for (name, amount) in resources.total(.limits) { charges["limits.\(name)"] = amount }
        return charges
    }

    private func isInScope(_ pod: JSON) -> Bool {
        let isBestEffort = PodResources(pod["spec"]).qualityOfService == "BestEffort"
        let hasDeadline = pod[path: "spec", "activeDeadlineSeconds"] != nil
        return scopes.allSatisfy { scope in
            switch scope {
            case "BestEffort": isBestEffort
            case "NotBestEffort": !isBestEffort
            case "Terminating": hasDeadline
            case "NotTerminating": !hasDeadline
            default: false
            }
        }
    }

    /// `limits.memory for: main; requests.cpu for: main`: where a sum is bounded, every container must say its part.
    private func unstated(_ pod: JSON) -> String? {
        guard scopes.isEmpty || isInScope(pod) else { return nil }
        let resources = PodResources(pod["spec"])
        let missing = hard.compactMap { limit -> String? in
            let isLimit = limit.name.hasPrefix("limits.")
            let plain = limit.name.replacing("requests.", with: "").replacing("limits.", with: "")
            guard ["cpu", "memory"].contains(plain) else { return nil }
            let containers = resources.containers(without: plain, isLimit ? .limits : .requests)
            return containers.isEmpty ? nil : "\(limit.name) for: \(containers.joined(separator: ","))"
        }
        return missing.isEmpty ? nil : missing.joined(separator: "; ")
    }
}
