import OrderedCollections

extension Value {
    /// Whether the value nests no deeper and holds no more values than that, shared ones counted each time.
    ///
    /// Values are walked by recursion everywhere, and a few steps of a manifest (`[$x, $x]`) can make one that no walk
    /// ends on. What builds values out of others asks this.
    package func isWithin(depth: Int, count: Int) -> Bool {
        var remaining = count
        return spends(&remaining, depth: depth)
    }

    private func spends(_ remaining: inout Int, depth: Int) -> Bool {
        remaining -= 1
        if remaining < 0 || depth < 0 { return false }
        switch self {
        case .array(let elements):
            for element in elements where !element.spends(&remaining, depth: depth - 1) { return false }
        case .hash(let entries):
            for (key, value) in entries
            where !key.spends(&remaining, depth: depth - 1) || !value.spends(&remaining, depth: depth - 1) {
                return false
            }
        case .sensitive(let inner): return inner.spends(&remaining, depth: depth - 1)
        case .deferred(let call):
            for argument in call.arguments where !argument.spends(&remaining, depth: depth - 1) { return false }
        case .object(let object):
            for value in object.attributes.values where !value.spends(&remaining, depth: depth - 1) { return false }
        default: break
        }
        return true
    }
}
