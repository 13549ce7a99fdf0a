/// A regular expression of a custom schema, matched in time linear in the text, as the server's RE2 does.
///
/// What RE2 knows and this does not (flags, Unicode classes, word boundaries) gives no pattern: such a rule is left to
/// the server.
package struct LinearPattern: Hashable, Sendable {
    package let source: String
    let program: [Instruction]

    enum Instruction: Hashable, Sendable {
        case scalar(ScalarSet)
        case split(Int, Int)
        case jump(Int)
        case start
        case end
        case match
    }

    private static let maximumSize = 5000

    /// Nil for a text that is not a regular expression, or not one that can be judged here.
    package init?(_ source: String) {
        var parser = PatternParser(source)
        guard let node = parser.parse() else { return nil }
        var compiler = Compiler(limit: Self.maximumSize)
        guard compiler.emit(node) else { return nil }
        compiler.program.append(.match)
        self.source = source
        program = compiler.program
    }

    /// Whether the pattern occurs anywhere in the text.
    package func matches(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        var current = Threads(count: program.count)
        var next = Threads(count: program.count)
        for position in 0...scalars.count {
            if add(0, to: &current, at: position, of: scalars.count) { return true }
            guard position < scalars.count else { break }
            for thread in current.list {
                guard case .scalar(let set) = program[thread], set.contains(scalars[position]) else { continue }
                if add(thread + 1, to: &next, at: position + 1, of: scalars.count) { return true }
            }
            swap(&current, &next)
            next.removeAll()
        }
        return false
    }

    /// Follows everything that consumes nothing; true when the match is reached.
    private func add(_ first: Int, to threads: inout Threads, at position: Int, of count: Int) -> Bool {
        var pending = [first]
        while let index = pending.popLast() {
            guard threads.insert(index) else { continue }
            switch program[index] {
            case .match: return true
            case .scalar: break
            case .jump(let target): pending.append(target)
            case .split(let left, let right): pending += [right, left]
            case .start: if position == 0 { pending.append(index + 1) }
            case .end: if position == count { pending.append(index + 1) }
            }
        }
        return false
    }

    /// The instructions that are alive at one position of the text.
    private struct Threads {
        private(set) var list: [Int] = []
        private var isIn: [Bool]

        init(count: Int) { isIn = Array(repeating: false, count: count) }

        mutating func insert(_ index: Int) -> Bool {
            if isIn[index] { return false }
            isIn[index] = true
            list.append(index)
            return true
        }

        mutating func removeAll() {
            for index in list { isIn[index] = false }
            list.removeAll(keepingCapacity: true)
        }
    }

    private struct Compiler {
        var program: [Instruction] = []
        let limit: Int

        /// False when the program grows past the limit.
        mutating func emit(_ node: PatternNode) -> Bool {
            guard program.count < limit else { return false }
            switch node {
            case .scalar(let set): program.append(.scalar(set))
            case .start: program.append(.start)
            case .end: program.append(.end)
            case .sequence(let nodes):
                for node in nodes where !emit(node) { return false }
            case .alternatives(let nodes): return emitAlternatives(nodes)
            case .repetition(let node, let minimum, let maximum): return emit(node, minimum, maximum)
            }
            return true
        }

        private mutating func emitAlternatives(_ nodes: [PatternNode]) -> Bool {
            var jumps: [Int] = []
            for (position, node) in nodes.enumerated() {
                let split = program.count
                let isLast = position == nodes.count - 1
                if !isLast { program.append(.match) }
                guard emit(node) else { return false }
                guard !isLast else { break }
                jumps.append(program.count)
                program.append(.match)
                program[split] = .split(split + 1, program.count)
            }
            for jump in jumps { program[jump] = .jump(program.count) }
            return true
        }

        private mutating func emit(_ node: PatternNode, _ minimum: Int, _ maximum: Int?) -> Bool {
            for _ in 0..<minimum where !emit(node) { return false }
            guard let maximum else {
                let split = program.count
                program.append(.match)
                guard emit(node) else { return false }
                program.append(.jump(split))
                program[split] = .split(split + 1, program.count)
                return true
            }
            var splits: [Int] = []
            for _ in minimum..<max(minimum, maximum) {
                splits.append(program.count)
                program.append(.match)
                guard emit(node) else { return false }
            }
            for split in splits { program[split] = .split(split + 1, program.count) }
            return true
        }
    }
}

/// A set of characters: ranges, or all but them.
struct ScalarSet: Hashable, Sendable {
    var ranges: [ClosedRange<UInt32>] = []
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar.value) } != isNegated
    }

    mutating func insert(_ first: Unicode.Scalar, through last: Unicode.Scalar) {
        ranges.append(first.value...last.value)
    }

    static func single(_ scalar: Unicode.Scalar) -> ScalarSet { ScalarSet(ranges: [scalar.value...scalar.value]) }

    /// `.`: everything but a line break.
    static let any = ScalarSet(ranges: [10...10], isNegated: true)
    static let digits = ScalarSet(ranges: [48...57])
    static let words = ScalarSet(ranges: [48...57, 65...90, 95...95, 97...122])
    static let spaces = ScalarSet(ranges: [9...10, 12...13, 32...32])

    var inverted: ScalarSet { ScalarSet(ranges: ranges, isNegated: !isNegated) }
}
