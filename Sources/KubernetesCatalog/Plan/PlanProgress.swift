import Kubernetes

/// Walks a plan: says which nodes can start, and learns how they went.
///
/// A pure state; the caller does the work, as concurrently as it likes.
package struct PlanProgress: Sendable {
    private let plan: ObjectPlan
    private let isDefinition: [Bool]
    /// What comes after each unit; nodes first, then barriers.
    private var after: [[(unit: Int, kind: ObjectNode.Dependency.Kind)]]
    private var waiting: [Int]
    private var states: [State]

    package enum State: Hashable, Sendable {
        case waiting, started, applied, healthy, failed
        /// Something before it failed.
        case skipped

        var isOver: Bool { self == .healthy || self == .failed || self == .skipped }
    }

    /// What became of a node.
    package enum Outcome: Hashable, Sendable {
        case applied, healthy, failed
    }

    /// What an outcome changes.
    package struct Released: Hashable, Sendable {
        /// Nodes that can start now.
        package var ready: [Int] = []
        /// Nodes that will never start, because of what failed.
        package var skipped: [Int] = []

        package init(ready: [Int] = [], skipped: [Int] = []) {
            self.ready = ready
            self.skipped = skipped
        }
    }

    package init(_ plan: ObjectPlan) {
        self.plan = plan
        let count = plan.nodes.count + plan.barriers.count
        isDefinition = plan.nodes.map { $0.gvk.kind == "CustomResourceDefinition" }
        after = Array(repeating: [], count: count)
        waiting = Array(repeating: 0, count: count)
        states = Array(repeating: .waiting, count: count)
        for (index, node) in plan.nodes.enumerated() { connect(index, node.dependencies, node.barriers) }
        for (index, barrier) in plan.barriers.enumerated() {
            connect(plan.nodes.count + index, barrier.dependencies, barrier.barriers)
        }
    }

    private mutating func connect(
        _ unit: Int, _ nodes: [ObjectNode.Dependency], _ barriers: [ObjectNode.Dependency]
    ) {
        waiting[unit] = nodes.count + barriers.count
        for dependency in nodes { after[dependency.on].append((unit, dependency.kind)) }
        for dependency in barriers { after[plan.nodes.count + dependency.on].append((unit, dependency.kind)) }
    }

    package func state(of node: Int) -> State { states[node] }

    /// Whether every node is healthy, failed or skipped.
    package var isOver: Bool { states[..<plan.nodes.count].allSatisfy(\.isOver) }

    /// The nodes that wait for nothing. Call once, first.
    package mutating func start() -> [Int] {
        var released = Released()
        for unit in states.indices where waiting[unit] == 0 { release(unit, &released) }
        return released.ready.sorted()
    }

    /// Notes how a started node went. `healthy` includes `applied`; a node may fail after it was applied.
    package mutating func finish(_ node: Int, _ outcome: Outcome) -> Released {
        var released = Released()
        guard plan.nodes.indices.contains(node), !states[node].isOver else { return released }
        settle(node, outcome, &released)
        return Released(ready: released.ready.sorted(), skipped: released.skipped.sorted())
    }

    private mutating func release(_ unit: Int, _ released: inout Released) {
        guard states[unit] == .waiting else { return }
        if unit < plan.nodes.count {
            states[unit] = .started
            released.ready.append(unit)
        } else {
            settle(unit, .healthy, &released)
        }
    }

    private mutating func settle(_ unit: Int, _ outcome: Outcome, _ released: inout Released) {
        var pending = [(unit: unit, outcome: outcome)]
        while let (unit, outcome) = pending.popLast() {
            let wasApplied = states[unit] == .applied
            states[unit] =
                switch outcome {
                case .applied: .applied
                case .healthy: .healthy
                case .failed: states[unit] == .waiting ? .skipped : .failed
                }
            if states[unit] == .skipped, unit < plan.nodes.count { released.skipped.append(unit) }
            for (next, kind) in after[unit] {
                let milestone = milestone(of: unit, kind)
                let isMet: Bool
                switch outcome {
                case .applied: isMet = milestone == .applied && !wasApplied
                case .healthy: isMet = milestone == .healthy || !wasApplied
                case .failed:
                    // What was met when the node was applied stays met.
                    if wasApplied, milestone == .applied { continue }
                    isMet = kind == .order
                    if !isMet, states[next] == .waiting { pending.append((next, .failed)) }
                }
                guard isMet else { continue }
                waiting[next] -= 1
                guard waiting[next] == 0, states[next] == .waiting else { continue }
                if next < plan.nodes.count {
                    states[next] = .started
                    released.ready.append(next)
                } else {
                    pending.append((next, .healthy))
                }
            }
        }
    }

    /// What a dependency of this kind on the unit waits for.
    private func milestone(of unit: Int, _ kind: ObjectNode.Dependency.Kind) -> Outcome {
        guard unit < plan.nodes.count else { return .healthy }
        switch kind {
        case .explicit: return plan.nodes[unit].attributes.wait == .healthy ? .healthy : .applied
        case .implied: return isDefinition[unit] ? .healthy : .applied
        case .order: return .applied
        }
    }
}
