/// The order of beginnings and ends: everything in a container happens after the container began and before it ended.
///
/// With two steps a resource, a relation between containers is one edge, however much they hold. All of it is
/// linear in the number of resources and relations, and does not recurse.
struct StepGraph {
    struct Cycle: Error {
        /// Resources in the order in which they wait; the first again at the end.
        let path: [Int]
    }

    private let count: Int
    /// The steps that follow each step, one step's after the other's; `starts` says where each one's begin.
    private var successors: [Int] = []
    private var starts: [Int]
    private var predecessorCounts: [Int]

    init(count: Int, contents: Adjacency, relations: [RelationshipGraph.Relation]) {
        self.count = count
        starts = [Int](repeating: 0, count: 2 * count + 1)
        predecessorCounts = [Int](repeating: 0, count: 2 * count)
        StepGraph.forEachEdge(contents, relations) { source, target in
            starts[source + 1] += 1
            predecessorCounts[target] += 1
        }
        for step in 0..<2 * count { starts[step + 1] += starts[step] }
        var next = starts
        successors = [Int](repeating: 0, count: starts[2 * count])
        StepGraph.forEachEdge(contents, relations) { source, target in
            successors[next[source]] = target
            next[source] += 1
        }
    }

    private static func forEachEdge(
        _ contents: Adjacency, _ relations: [RelationshipGraph.Relation],
        _ visit: (_ source: Int, _ target: Int) -> Void
    ) {
        for resource in 0..<contents.count {
            visit(2 * resource, 2 * resource + 1)
            for content in contents[resource] {
                visit(2 * resource, 2 * content)
                visit(2 * content + 1, 2 * resource + 1)
            }
        }
        for relation in relations { visit(2 * relation.source + 1, 2 * relation.target) }
    }

    private func successors(of step: Int) -> ArraySlice<Int> { successors[starts[step]..<starts[step + 1]] }

    /// Resources in the order of their ends, lowest position first among the free; or a cycle.
    func sorted() -> Result<[Int], Cycle> {
        var waiting = predecessorCounts
        var ready = MinimumHeap()
        for step in 0..<2 * count where waiting[step] == 0 { ready.insert(step) }
        var order: [Int] = []
        order.reserveCapacity(count)
        while let step = ready.removeMinimum() {
            if step & 1 == 1 { order.append(step / 2) }
            for successor in successors(of: step) {
                waiting[successor] -= 1
                if waiting[successor] == 0 { ready.insert(successor) }
            }
        }
        return order.count == count ? .success(order) : .failure(cycle(waiting))
    }

    /// A shortest-looking cycle among the steps that are still waiting: each of them has one that waits before it.
    private func cycle(_ waiting: [Int]) -> Cycle {
        var predecessors = [Int](repeating: -1, count: 2 * count)
        for step in 0..<2 * count where waiting[step] > 0 {
            for successor in successors(of: step) where waiting[successor] > 0 && predecessors[successor] < 0 {
                predecessors[successor] = step
            }
        }
        var seenAt = [Int](repeating: -1, count: 2 * count)
        var walk: [Int] = []
        // A step that waits has a waiting predecessor, so walking backwards ends in a cycle.
        var step = (0..<2 * count).first { waiting[$0] > 0 && predecessors[$0] >= 0 } ?? 0
        while step >= 0, seenAt[step] < 0 {
            seenAt[step] = walk.count
            walk.append(step)
            step = predecessors[step]
        }
        guard step >= 0 else { return Cycle(path: []) }
        var path: [Int] = []
        for step in walk[seenAt[step]...].reversed() where path.last != step / 2 { path.append(step / 2) }
        if path.count > 1, path.first == path.last { path.removeLast() }
        if let smallest = path.indices.min(by: { path[$0] < path[$1] }) {
            path = Array(path[smallest...] + path[..<smallest])
        }
        if let first = path.first { path.append(first) }
        return Cycle(path: path)
    }
}

/// A binary heap of integers.
struct MinimumHeap {
    private var items: [Int] = []

    mutating func insert(_ item: Int) {
        items.append(item)
        var child = items.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard items[child] < items[parent] else { break }
            items.swapAt(child, parent)
            child = parent
        }
    }

    mutating func removeMinimum() -> Int? {
        guard let minimum = items.first else { return nil }
        let last = items.removeLast()
        guard !items.isEmpty else { return minimum }
        items[0] = last
        var parent = 0
        while true {
            var smallest = parent
            for child in (2 * parent + 1)...(2 * parent + 2) where child < items.count {
                if items[child] < items[smallest] { smallest = child }
            }
            guard smallest != parent else { return minimum }
            items.swapAt(parent, smallest)
            parent = smallest
        }
    }
}
