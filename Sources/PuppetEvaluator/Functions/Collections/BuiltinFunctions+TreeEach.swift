import OrderedCollections
import PuppetTypes

extension BuiltinFunctions {
    /// Walks a tree depth first with its paths, `tree_each`.
    static let treeEach: [Dispatch] = [
        Dispatch(
            [.required("tree", .variant([.anyArray, .anyHash])), .optional("options", .anyHash)],
            block: .optional(1...2)
        ) { call throws(Interruption) in
            let options = entries(call[1])
            var walk = TreeWalk(
                includesRoot: options["include_root"] != .boolean(false),
                includesContainers: options["include_containers"] != .boolean(false),
                includesValues: options["include_values"] != .boolean(false))
            walk.visit(call[0], path: [], depth: 0)
            guard let block = call.block else { return .array(walk.found.map { .array([.array($0.path), $0.value]) }) }
            for entry in walk.found {
                do throws(Interruption) {
                    _ = try block(
                        block.parameterCount > 1
                            ? [.array(entry.path), entry.value] : [.array([.array(entry.path), entry.value])])
                } catch .broken {
                    return call[0]
                }
            }
            return call[0]
        }
    ]

    private struct TreeWalk {
        let includesRoot: Bool
        let includesContainers: Bool
        let includesValues: Bool
        var found: [(path: [Value], value: Value)] = []

        mutating func visit(_ value: Value, path: [Value], depth: Int) {
            guard depth < 500 else { return }
            switch value {
            case .array(let elements):
                add(value, path, isContainer: true)
                for (position, element) in elements.enumerated() {
                    visit(element, path: path + [.integer(position)], depth: depth + 1)
                }
            case .hash(let entries):
                add(value, path, isContainer: true)
                for (key, element) in entries { visit(element, path: path + [key], depth: depth + 1) }
            default: add(value, path, isContainer: false)
            }
        }

        private mutating func add(_ value: Value, _ path: [Value], isContainer: Bool) {
            if path.isEmpty && !includesRoot { return }
            if isContainer ? includesContainers : includesValues { found.append((path, value)) }
        }
    }
}
