/// A compiled regular expression: instructions for `RegexpMatcher`, which works on UTF-8.
struct RegexpProgram: Sendable {
    enum Instruction: Sendable {
        case byte(UInt8)
        case set(Int)
        case any
        case anyOrNewline
        /// Goes on at the first, and at the second if that fails.
        case split(Int, Int)
        case jump(Int)
        case save(Int)
        case assertion(RegexpAssertion)
        /// The instructions up to `end` are a condition on this place.
        case look(end: Int, isBehind: Bool, isNegative: Bool, longest: Int?)
        /// What the instructions up to `end` matched is not reconsidered.
        case atomic(end: Int)
        case backreference(Int, ignoresCase: Bool)
        /// Notes the place in a register, and leaves a loop whose body matched nothing.
        case loopStart(Int)
        case loopEnd(Int, exit: Int)
        case match
    }

    private(set) var instructions: [Instruction] = []
    private(set) var sets: [RegexpSet] = []
    /// One bit for each ASCII character of each set.
    private(set) var asciiBits: [SIMD2<UInt64>] = []
    private(set) var loopCount = 0
    let groupCount: Int
    /// Whether a state that failed once fails always.
    private(set) var canRemember = true
    /// Whether a match can only start at the start of the text.
    private(set) var startsAtText = false
    /// The bytes that a match can start with; empty if it can be empty or is not known.
    private(set) var firstBytes: [Bool] = []

    private static let sizeLimit = 50_000

    init(_ node: RegexpNode, groupCount: Int, source: String) throws(RegexpError) {
        self.groupCount = groupCount
        try emit(node, source)
        instructions.append(.match)
        findStart(node)
    }

    private mutating func append(_ instruction: Instruction, _ source: String) throws(RegexpError) {
        if instructions.count >= Self.sizeLimit { throw RegexpError("too big regular expression: /\(source)/") }
        instructions.append(instruction)
    }

    private mutating func emit(_ node: RegexpNode, _ source: String) throws(RegexpError) {
        switch node {
        case .empty: break
        case .scalar(let scalar, let ignoresCase):
            let others = ignoresCase ? scalar.otherCases : []
            if others.isEmpty {
                for byte in UTF8.encode(scalar).map(Array.init) ?? [] { try append(.byte(byte), source) }
            } else {
                let items = ([scalar] + others).map { RegexpSet.Item.range($0.value, $0.value) }
                try emit(.set(RegexpSet(items: items, isNegated: false, ignoresCase: false)), source)
            }
        case .set(let set):
            sets.append(set)
            asciiBits.append(set.asciiBits)
            try append(.set(sets.count - 1), source)
        case .any(let includesNewline): try append(includesNewline ? .anyOrNewline : .any, source)
        case .sequence(let nodes): for node in nodes { try emit(node, source) }
        case .alternation(let branches): try emitAlternation(branches, source)
        case .repetition(let inner, let minimum, let maximum, let kind):
            if kind == .possessive {
                try emit(.atomic(.repetition(inner, minimum: minimum, maximum: maximum, kind: .greedy)), source)
            } else {
                try emitRepetition(inner, minimum, maximum, isLazy: kind == .lazy, source)
            }
        case .group(let inner, let index):
            try append(.save(2 * index), source)
            try emit(inner, source)
            try append(.save(2 * index + 1), source)
        case .assertion(let assertion): try append(.assertion(assertion), source)
        case .look(let inner, let isBehind, let isNegative):
            canRemember = false
            let longest = isBehind ? inner.longest : nil
            try emitEnclosed(inner, source) {
                .look(end: $0, isBehind: isBehind, isNegative: isNegative, longest: longest)
            }
        case .atomic(let inner):
            canRemember = false
            try emitEnclosed(inner, source) { .atomic(end: $0) }
        case .backreference(let index, let ignoresCase):
            canRemember = false
            if index > groupCount { throw RegexpError("invalid backref number/name: /\(source)/") }
            try append(.backreference(index, ignoresCase: ignoresCase), source)
        case .keep: try append(.save(0), source)
        }
    }

    private mutating func emitEnclosed(
        _ inner: RegexpNode, _ source: String, _ make: (Int) -> Instruction
    ) throws(RegexpError) {
        let start = instructions.count
        try append(make(0), source)
        try emit(inner, source)
        try append(.match, source)
        instructions[start] = make(instructions.count)
    }

    private mutating func emitAlternation(_ branches: [RegexpNode], _ source: String) throws(RegexpError) {
        var jumps: [Int] = []
        for (index, branch) in branches.enumerated() {
            guard index < branches.count - 1 else {
                try emit(branch, source)
                break
            }
            let split = instructions.count
            try append(.split(split + 1, 0), source)
            try emit(branch, source)
            jumps.append(instructions.count)
            try append(.jump(0), source)
            instructions[split] = .split(split + 1, instructions.count)
        }
        for jump in jumps { instructions[jump] = .jump(instructions.count) }
    }

    private mutating func emitRepetition(
        _ inner: RegexpNode, _ minimum: Int, _ maximum: Int?, isLazy: Bool, _ source: String
    ) throws(RegexpError) {
        for _ in 0..<minimum {
            let before = instructions.count
            try emit(inner, source)
            if instructions.count == before { break }
        }
        guard let maximum else { return try emitLoop(inner, isLazy: isLazy, source) }
        var splits: [Int] = []
        for _ in 0..<max(0, maximum - minimum) {
            splits.append(instructions.count)
            try append(.split(0, 0), source)
            try emit(inner, source)  // Ends at the limit of the size: each turn adds a split.
        }
        for split in splits { patch(split, body: split + 1, exit: instructions.count, isLazy: isLazy) }
    }

    private mutating func patch(_ split: Int, body: Int, exit: Int, isLazy: Bool) {
        instructions[split] = isLazy ? .split(exit, body) : .split(body, exit)
    }

    private mutating func emitLoop(_ inner: RegexpNode, isLazy: Bool, _ source: String) throws(RegexpError) {
        let split = instructions.count
        try append(.split(0, 0), source)
        if inner.shortest == 0 {
            let register = loopCount
            loopCount += 1
            try append(.loopStart(register), source)
            try emit(inner, source)
            let end = instructions.count
            try append(.loopEnd(register, exit: end + 2), source)
        } else {
            try emit(inner, source)
        }
        try append(.jump(split), source)
        patch(split, body: split + 1, exit: instructions.count, isLazy: isLazy)
    }

    private mutating func findStart(_ node: RegexpNode) {
        startsAtText = node.startsAtText
        var bytes = [Bool](repeating: false, count: 256)
        var work = [0]
        var seen: Set<Int> = []
        while let index = work.popLast() {
            guard seen.insert(index).inserted else { continue }
            if seen.count > 200 { return }
            switch instructions[index] {
            case .byte(let byte): bytes[Int(byte)] = true
            case .set(let set):
                for byte in UInt8(0)..<128 where sets[set].contains(ascii: byte) { bytes[Int(byte)] = true }
                for byte in 128..<256 { bytes[byte] = true }
            case .split(let first, let second): work += [first, second]
            case .jump(let target): work.append(target)
            case .save, .assertion, .loopStart: work.append(index + 1)
            case .look(let end, _, _, _): work.append(end)
            case .atomic: work.append(index + 1)
            case .any, .anyOrNewline, .loopEnd, .backreference, .match: return
            }
        }
        firstBytes = bytes
    }
}

extension RegexpNode {
    /// The least number of characters that the node matches; 0 where that is not known.
    fileprivate var shortest: Int {
        switch self {
        case .empty, .assertion, .look, .backreference, .keep: 0
        case .scalar, .set, .any: 1
        case .sequence(let nodes): min(1_000_000, nodes.reduce(0) { $0 + $1.shortest })
        case .alternation(let branches): branches.map(\.shortest).min() ?? 0
        case .repetition(let inner, let minimum, _, _): min(1_000_000, inner.shortest * minimum)
        case .group(let inner, _), .atomic(let inner): inner.shortest
        }
    }

    /// The greatest number of characters that the node matches; `nil` without limit.
    fileprivate var longest: Int? {
        switch self {
        case .empty, .assertion, .look, .keep: 0
        case .scalar, .set, .any: 1
        case .backreference: nil
        case .sequence(let nodes):
            nodes.reduce(0) { sum, node in sum.flatMap { sum in node.longest.map { min(1_000_000, sum + $0) } } }
        case .alternation(let branches):
            branches.reduce(0) { most, node in most.flatMap { most in node.longest.map { max(most, $0) } } }
        case .repetition(let inner, _, let maximum, _):
            maximum.flatMap { maximum in inner.longest.map { min(1_000_000, $0 * maximum) } }
        case .group(let inner, _), .atomic(let inner): inner.longest
        }
    }

    /// The number of characters of every match; nil where they differ, and for what Ruby allows in no look-behind.
    var fixedLength: Int? {
        switch self {
        case .empty, .assertion, .keep: 0
        case .look(_, let isBehind, _): isBehind ? 0 : nil
        case .scalar, .set, .any: 1
        case .backreference, .atomic: nil
        case .sequence(let nodes):
            nodes.reduce(0) { sum, node in sum.flatMap { sum in node.fixedLength.map { min(1_000_000, sum + $0) } } }
        case .alternation(let branches):
            Set(branches.map(\.fixedLength)).count == 1 ? branches.first?.fixedLength : nil
        case .repetition(let inner, let minimum, let maximum, _):
            minimum == maximum ? inner.fixedLength.map { min(1_000_000, $0 * minimum) } : nil
        case .group(let inner, _): inner.fixedLength
        }
    }

    fileprivate var startsAtText: Bool {
        switch self {
        case .assertion(.textStart): true
        case .sequence(let nodes): nodes.first?.startsAtText ?? false
        case .group(let inner, _), .atomic(let inner): inner.startsAtText
        case .alternation(let branches): branches.allSatisfy(\.startsAtText)
        default: false
        }
    }
}
