/// Tarjan's algorithm, without recursion.
enum StronglyConnectedComponents {
    /// The number of each vertex's component.
    static func numbers(_ successors: [[Int]]) -> [Int] {
        let count = successors.count
        var component = Array(repeating: -1, count: count)
        var order = Array(repeating: -1, count: count)
        var low = Array(repeating: 0, count: count)
        var onStack = Array(repeating: false, count: count)
        var stack: [Int] = []
        var calls: [(vertex: Int, next: Int)] = []
        var counter = 0
        var components = 0
        for root in 0..<count where order[root] < 0 {
            calls.append((root, 0))
            while let (vertex, next) = calls.last {
                if next == 0 {
                    order[vertex] = counter
                    low[vertex] = counter
                    counter += 1
                    stack.append(vertex)
                    onStack[vertex] = true
                }
                if next < successors[vertex].count {
                    calls[calls.count - 1].next += 1
                    let successor = successors[vertex][next]
                    if order[successor] < 0 {
                        calls.append((successor, 0))
                    } else if onStack[successor] {
                        low[vertex] = min(low[vertex], order[successor])
                    }
                    continue
                }
                calls.removeLast()
                if let parent = calls.last?.vertex { low[parent] = min(low[parent], low[vertex]) }
                guard low[vertex] == order[vertex] else { continue }
                while let member = stack.popLast() {
                    onStack[member] = false
                    component[member] = components
                    if member == vertex { break }
                }
                components += 1
            }
        }
        return component
    }
}
