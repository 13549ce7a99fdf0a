import JSON
import OrderedCollections

/// What a pod asks for and may use, over all of its containers.
struct PodResources {
    private let containers: [JSON]
    private let initContainers: [JSON]

    init(_ spec: JSON?) {
        containers = spec?["containers"]?.array ?? []
        initContainers = spec?["initContainers"]?.array ?? []
    }

    enum Side: String {
        case requests, limits
    }

    /// The sum over the containers, or what the greatest init container wants, whichever is more.
    func total(_ side: Side) -> [String: Quantity] {
        var result: [String: Quantity] = [:]
        for container in containers {
            for (name, amount) in Self.amounts(container, side) { result[name] = (result[name] ?? .zero) + amount }
        }
        for container in initContainers {
            for (name, amount) in Self.amounts(container, side) { result[name] = max(result[name] ?? .zero, amount) }
        }
        return result
    }

    static func amounts(_ container: JSON, _ side: Side) -> [String: Quantity] {
        var result: [String: Quantity] = [:]
        for (name, value) in container[path: "resources", side.rawValue]?.object ?? [:] {
            result[name] = value.string.flatMap(Quantity.init)
        }
        return result
    }

    /// The containers that do not say how much they need of something.
    func containers(without name: String, _ side: Side) -> [String] {
        (containers + initContainers).filter { Self.amounts($0, side)[name] == nil }.map { $0["name"]?.string ?? "" }
    }

    var qualityOfService: String {
        let all = containers + initContainers
        let names = ["cpu", "memory"]
        let asksForSomething = all.contains { container in
            names.contains { name in
                [Side.requests, .limits].contains { (Self.amounts(container, $0)[name] ?? .zero) > .zero }
            }
        }
        guard asksForSomething else { return "BestEffort" }
        let isGuaranteed = all.allSatisfy { container in
            let limits = Self.amounts(container, .limits)
            let requests = Self.amounts(container, .requests)
            return names.allSatisfy { (limits[$0] ?? .zero) > .zero && limits[$0] == requests[$0] ?? limits[$0] }
        }
        return isGuaranteed ? "Guaranteed" : "Burstable"
    }
}
