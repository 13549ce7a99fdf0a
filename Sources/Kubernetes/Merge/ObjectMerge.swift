import JSON
import OrderedCollections

/// Merges an applied configuration into a live object, as its schema says.
enum ObjectMerge {
    static func merge(_ config: JSON, into live: JSON, schema: SchemaNode) -> JSON {
        let shape = MergeShape(schema, for: config)
        switch (shape, live, config) {
        case (.map(let node), .object(let liveMembers), .object(let configMembers)):
            var result = liveMembers
            for (name, value) in configMembers {
                result[name] = result[name].map { merge(value, into: $0, schema: node.memberForMerge(name)) } ?? value
            }
            return .object(result)
        case (.set, .array(let old), .array(let new)), (.associative, .array(let old), .array(let new)):
            return .array(mergeElements(old, new, shape))
        default: return config
        }
    }

    /// The elements of both lists: shared ones merged, in the configuration's order; those only in the live list
    /// stay where they stood among the others.
    private static func mergeElements(_ live: [JSON], _ config: [JSON], _ shape: MergeShape) -> [JSON] {
        let left = shape.namedElements(of: live)
        let right = shape.namedElements(of: config)
        let leftByStep = Dictionary(left.map { ($0.step, $0.value) }, uniquingKeysWith: { first, _ in first })
        let rightSteps = Set(right.map(\.step))
        var shared = right.map(\.step).filter { leftByStep[$0] != nil }[...]
        var merged: Set<OwnedFieldStep> = []
        var result: [JSON] = []
        var leftIndex = 0
        var rightIndex = 0

        func takeRight() {
            let (step, value) = right[rightIndex]
            result.append(leftByStep[step].map { merge(value, into: $0, schema: shape.items) } ?? value)
            merged.insert(step)
            if shared.first == step { shared = shared.dropFirst() }
            rightIndex += 1
        }

        while leftIndex < left.count || rightIndex < right.count {
            if leftIndex < left.count, rightIndex < right.count {
                let step = left[leftIndex].step
                if step == right[rightIndex].step {
                    takeRight()
                    leftIndex += 1
                    continue
                }
                if rightSteps.contains(step), let next = shared.first, next != step {
                    // A shared element that comes later in the configuration's order.
                    leftIndex += 1
                    continue
                }
            }
            if leftIndex < left.count {
                let step = left[leftIndex].step
                if !rightSteps.contains(step) {
                    result.append(left[leftIndex].value)
                    leftIndex += 1
                    continue
                }
                if merged.contains(step) { leftIndex += 1 }
            }
            if rightIndex < right.count { takeRight() }
        }
        return result
    }
}
