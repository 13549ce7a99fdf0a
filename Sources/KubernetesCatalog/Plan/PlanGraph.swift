import PuppetCatalog

/// The edges between the units of a plan while it is made. The first units are the nodes, the rest barriers.
struct PlanGraph {
    private let nodeCount: Int
    private var unitCount: Int
    /// For each unit, the units before it.
    private var before: [[Int: ObjectNode.Dependency.Kind]]
    /// Barriers that stand for resources which are no objects.
    private var barrierOfResource: [Int: Int] = [:]

    /// More pairs than this are joined by a barrier.
    private static let maximumPairs = 64

    init(nodeCount: Int) {
        self.nodeCount = nodeCount
        unitCount = nodeCount
        before = Array(repeating: [:], count: nodeCount)
    }

    /// `source` comes before `target`; of several kinds the strongest counts.
    mutating func add(_ source: Int, _ target: Int, _ kind: ObjectNode.Dependency.Kind) {
        guard source != target else { return }
        if let known = before[target][source], known >= kind { return }
        before[target][source] = kind
    }

    private mutating func addBarrier() -> Int {
        before.append([:])
        unitCount += 1
        return unitCount - 1
    }

    /// The manifest's relations, from everything in the source to everything in the target.
    mutating func addExplicit(_ relationships: RelationshipGraph, _ nodeOfResource: [Int: Int]) {
        var units: [Int: [Int]] = [:]
        for relation in relationships.relations {
            for position in [relation.source, relation.target] where units[position] == nil {
                units[position] = relationships.leaves(of: position).map {
                    nodeOfResource[$0] ?? barrier(ofResource: $0)
                }
            }
            addAll(units[relation.source] ?? [], units[relation.target] ?? [])
        }
    }

    private mutating func addAll(_ sources: [Int], _ targets: [Int]) {
        if sources.count * targets.count <= max(Self.maximumPairs, sources.count + targets.count) {
            for target in targets {
                for source in sources { add(source, target, .explicit) }
            }
        } else {
            let barrier = addBarrier()
            for source in sources { add(source, barrier, .explicit) }
            for target in targets { add(barrier, target, .explicit) }
        }
    }

    private mutating func barrier(ofResource index: Int) -> Int {
        if let known = barrierOfResource[index] { return known }
        let barrier = addBarrier()
        barrierOfResource[index] = barrier
        return barrier
    }

    /// Drops the implied edges that take part in a circle: what the manifest says wins. Gives what was dropped.
    mutating func dropImpliedEdgesOfCycles() -> [(source: Int, target: Int)] {
        var dropped: [(source: Int, target: Int)] = []
        let component = StronglyConnectedComponents.numbers(before.map { Array($0.keys) })
        for target in before.indices {
            for (source, kind) in before[target] where kind == .implied && component[source] == component[target] {
                before[target][source] = nil
                dropped.append((source, target))
            }
        }
        return dropped.sorted { ($0.target, $0.source) < ($1.target, $1.source) }
    }

    /// Puts nodes after all others, except after those that the manifest puts behind them.
    mutating func putLast(_ last: [Int]) {
        guard !last.isEmpty else { return }
        let followers = following(last)
        guard followers.count < unitCount else { return }
        let barrier = addBarrier()
        for unit in 0..<barrier where !followers.contains(unit) { add(unit, barrier, .order) }
        for unit in last { add(barrier, unit, .order) }
    }

    /// The units themselves and all that come after them.
    private func following(_ units: [Int]) -> Set<Int> {
        var after: [[Int]] = Array(repeating: [], count: unitCount)
        for (target, sources) in before.enumerated() {
            for source in sources.keys { after[source].append(target) }
        }
        var found = Set(units)
        var pending = units
        while let unit = pending.popLast() {
            for next in after[unit] where found.insert(next).inserted { pending.append(next) }
        }
        return found
    }

    /// Writes the edges into the plan.
    func fill(_ plan: inout ObjectPlan) {
        plan.barriers = Array(repeating: ObjectPlan.Barrier(), count: unitCount - nodeCount)
        for (target, sources) in before.enumerated() {
            var nodes: [ObjectNode.Dependency] = []
            var barriers: [ObjectNode.Dependency] = []
            for (source, kind) in sources {
                if source < nodeCount {
                    nodes.append(ObjectNode.Dependency(on: source, kind: kind))
                } else {
                    barriers.append(ObjectNode.Dependency(on: source - nodeCount, kind: kind))
                }
            }
            nodes.sort { $0.on < $1.on }
            barriers.sort { $0.on < $1.on }
            if target < nodeCount {
                plan.nodes[target].dependencies = nodes
                plan.nodes[target].barriers = barriers
            } else {
                plan.barriers[target - nodeCount].dependencies = nodes
                plan.barriers[target - nodeCount].barriers = barriers
            }
        }
    }
}
