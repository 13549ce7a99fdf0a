/// What each of some numbered things leads to, in one array.
package struct Adjacency: Sendable {
    /// One thing's after the other's; `starts` says where each one's begin.
    private var targets: [Int]
    private var starts: [Int]

    /// Edges from `sources` to `targets`, which keep their order.
    init(count: Int, from sources: [Int], to targets: [Int]) {
        var starts = [Int](repeating: 0, count: count + 1)
        for source in sources { starts[source + 1] += 1 }
        for position in 0..<count { starts[position + 1] += starts[position] }
        var next = starts
        var sorted = [Int](repeating: 0, count: targets.count)
        for (source, target) in zip(sources, targets) {
            sorted[next[source]] = target
            next[source] += 1
        }
        self.starts = starts
        self.targets = sorted
    }

    var count: Int { starts.count - 1 }

    package subscript(position: Int) -> ArraySlice<Int> { targets[starts[position]..<starts[position + 1]] }
}
