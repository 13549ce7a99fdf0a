/// Two texts line by line, with some lines around each difference.
struct TextDifference {
    enum Line: Hashable {
        case kept(Substring)
        case removed(Substring)
        case added(Substring)
        /// Lines that are the same in both, and far from any that are not.
        case omitted(Int)
    }

    let lines: [Line]

    private static let context = 3
    /// Longer texts are not aligned, which takes time by the square of their difference.
    private static let maximumLines = 5000

    init(_ old: String, _ new: String) {
        let before = old.split(separator: "\n", omittingEmptySubsequences: false)
        let after = new.split(separator: "\n", omittingEmptySubsequences: false)
        guard before.count + after.count <= Self.maximumLines else {
            lines = [.removed("\(before.count) lines"), .added("\(after.count) lines")]
            return
        }
        lines = Self.omittingFar(Self.script(before, after))
    }

    private static func script(_ before: [Substring], _ after: [Substring]) -> [Line] {
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in after.difference(from: before) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var script: [Line] = []
        var (old, new) = (0, 0)
        while old < before.count || new < after.count {
            if removed.contains(old) {
                script.append(.removed(before[old]))
                old += 1
            } else if added.contains(new) {
                script.append(.added(after[new]))
                new += 1
            } else if old < before.count {
                script.append(.kept(before[old]))
                old += 1
                new += 1
            } else {
                break
            }
        }
        return script
    }

    private static func omittingFar(_ script: [Line]) -> [Line] {
        var isNear = Array(repeating: false, count: script.count)
        for (index, line) in script.enumerated() {
            if case .kept = line { continue }
            for near in max(index - context, 0)...min(index + context, script.count - 1) { isNear[near] = true }
        }
        var result: [Line] = []
        var omitted = 0
        for (index, line) in script.enumerated() {
            if isNear[index] {
                if omitted > 0 { result.append(.omitted(omitted)) }
                omitted = 0
                result.append(line)
            } else {
                omitted += 1
            }
        }
        if omitted > 0 { result.append(.omitted(omitted)) }
        return result
    }
}
