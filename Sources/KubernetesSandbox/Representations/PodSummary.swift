import JSON
import OrderedCollections

/// A pod in a few words, as lists show it.
struct PodSummary {
    private let pod: JSON
    private let statuses: [JSON]
    private let initStatuses: [JSON]

    init(_ pod: JSON) {
        self.pod = pod
        statuses = pod[path: "status", "containerStatuses"]?.array ?? []
        initStatuses = pod[path: "status", "initContainerStatuses"]?.array ?? []
    }

    /// Init containers that go on running beside the others.
    private var sidecars: Set<String> {
        let containers = (pod[path: "spec", "initContainers"]?.array ?? []).filter { $0["restartPolicy"] == "Always" }
        return Set(containers.compactMap { $0["name"]?.string })
    }

    var ready: String {
        let sidecars = sidecars
        let started = initStatuses.filter { sidecars.contains($0["name"]?.string ?? "") && $0["ready"] == true }
        let running = statuses.filter { $0["ready"] == true && $0[path: "state", "running"] != nil }
        let all = (pod[path: "spec", "containers"]?.array?.count ?? 0) + sidecars.count
        return "\(started.count + running.count)/\(all)"
    }

    var reason: String {
        let phase = pod[path: "status", "phase"]?.string ?? ""
        let isOver = phase == "Succeeded" || phase == "Failed"
        if pod.isTerminating {
            if pod[path: "status", "reason"] == "NodeLost" { return "Unknown" }
            if !isOver { return "Terminating" }
        }
        if let reason = initReason { return reason }
        return containersReason ?? gatedReason ?? pod[path: "status", "reason"]?.string ?? phase
    }

    private var conditions: [JSON] { pod[path: "status", "conditions"]?.array ?? [] }

    private func has(_ condition: String) -> Bool {
        conditions.contains { $0["type"]?.string == condition && $0["status"] == "True" }
    }

    private var gatedReason: String? {
        conditions.contains { $0["type"] == "PodScheduled" && $0["reason"] == "SchedulingGated" }
            ? "SchedulingGated" : nil
    }

    /// What the init container says that the pod is at.
    private var initReason: String? {
        guard !has("Initialized") else { return nil }
        let sidecars = sidecars
        let count = pod[path: "spec", "initContainers"]?.array?.count ?? 0
        for (index, status) in initStatuses.enumerated() {
            let state = status["state"]
            if state?[path: "terminated", "exitCode"]?.integer == 0 { continue }
            if sidecars.contains(status["name"]?.string ?? ""), status["started"] == true { continue }
            if let ended = state?["terminated"] { return "Init:\(Self.reason(ended))" }
            if let waiting = state?[path: "waiting", "reason"]?.string, !waiting.isEmpty, waiting != "PodInitializing" {
                return "Init:\(waiting)"
            }
            return "Init:\(index)/\(count)"
        }
        return nil
    }

    private static func reason(_ terminated: JSON) -> String {
        if let reason = terminated["reason"]?.string, !reason.isEmpty { return reason }
        if let signal = terminated["signal"]?.integer, signal != 0 { return "Signal:\(signal)" }
        return "ExitCode:\(terminated["exitCode"]?.integer ?? 0)"
    }

    private var containersReason: String? {
        var reason: String?
        var failure: String?
        for status in statuses.reversed() {
            let state = status["state"]
            if let waiting = state?[path: "waiting", "reason"]?.string, !waiting.isEmpty {
                reason = waiting
            } else if let ended = state?["terminated"] {
                let text = Self.reason(ended)
                reason = text
                if ended["exitCode"]?.integer ?? 0 != 0 { failure = text }
            }
        }
        guard reason == "Completed" else { return reason }
        let isRunning = statuses.contains { $0["ready"] == true && $0[path: "state", "running"] != nil }
        if isRunning, has("Ready") { return "Running" }
        return failure ?? (isRunning ? "NotReady" : reason)
    }

    /// `3 (2m ago)`.
    func restarts(_ now: Int) -> String {
        let count = statuses.compactMap { $0["restartCount"]?.integer }.reduce(0, &+)
        let last = statuses.compactMap { $0[path: "lastState", "terminated", "finishedAt"]?.string }.max()
        guard count > 0, let last else { return String(count) }
        return "\(count) (\(TableColumn.age(last, now)) ago)"
    }

    var readinessGates: String {
        let gates = (pod[path: "spec", "readinessGates"]?.array ?? []).compactMap { $0["conditionType"]?.string }
        return gates.isEmpty ? "<none>" : "\(gates.filter(has).count)/\(gates.count)"
    }
}

/// What an autoscaler measures, and what it wants: `cpu: 40%/80%`.
struct AutoscalerTargets {
    private let metrics: [JSON]
    private let current: [JSON]

    init(_ autoscaler: JSON) {
        metrics = autoscaler[path: "spec", "metrics"]?.array ?? []
        current = autoscaler[path: "status", "currentMetrics"]?.array ?? []
    }

    var text: String {
        let texts = metrics.enumerated().map { text($0.element, current.count > $0.offset ? current[$0.offset] : nil) }
        guard texts.count > 2 else { return texts.isEmpty ? "<none>" : texts.joined(separator: ", ") }
        return "\(texts.prefix(2).joined(separator: ", ")) + \(texts.count - 2) more..."
    }

    private func text(_ metric: JSON, _ status: JSON?) -> String {
        let type = metric["type"]?.string ?? ""
        let member = type.prefix(1).lowercased() + type.dropFirst()
        guard let source = metric[member], let target = source["target"] else { return "<unknown type>" }
        let found = status?[member]?["current"]
        func amount(_ json: JSON?, _ name: String) -> String? {
            json?[name].map { $0.string ?? JSONWriter.text($0) }
        }
        let prefix = type.hasSuffix("Resource") ? "\(source["name"]?.string ?? ""): " : ""
        if let average = amount(target, "averageValue") {
            let suffix = type == "External" || type == "Object" ? " (avg)" : ""
            return "\(prefix)\(amount(found, "averageValue") ?? "<unknown>")/\(average)\(suffix)"
        }
        guard type.hasSuffix("Resource") else {
            return "\(amount(found, "value") ?? "<unknown>")/\(amount(target, "value") ?? "")"
        }
        let use = amount(found, "averageUtilization").map { "\($0)%" } ?? "<unknown>"
        return "\(prefix)\(use)/\(amount(target, "averageUtilization").map { "\($0)%" } ?? "<auto>")"
    }
}
