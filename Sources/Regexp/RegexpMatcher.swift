/// Runs a program over the bytes of a text, by backtracking.
///
/// States that failed are remembered once a search takes long, so that the time stays within the product of the sizes
/// of program and text; expressions where that does not hold (back references, look-around) have a limit of steps.
struct RegexpMatcher {
    private struct Choice {
        /// An instruction to go on at; or, complemented, a slot to restore.
        let target: Int
        let value: Int
    }

    private let program: RegexpProgram
    private let bytes: UnsafeBufferPointer<UInt8>
    private let searchStart: Int
    private var slots: [Int]
    private var loops: [Int]
    private var choices: [Choice] = []
    private var steps = 0
    private var failed: [UInt64] = []

    private static let stepsBeforeRemembering = 20_000
    static let stepLimit = 20_000_000
    private static let memoryLimit = 1 << 27

    init(_ program: RegexpProgram, _ bytes: UnsafeBufferPointer<UInt8>, searchStart: Int) {
        self.program = program
        self.bytes = bytes
        self.searchStart = searchStart
        slots = Array(repeating: -1, count: 2 * (program.groupCount + 1))
        loops = Array(repeating: -1, count: program.loopCount)
    }

    enum Outcome {
        /// The ends of the match, then of each group; -1 for none.
        case found([Int])
        case none
        /// The limit of steps was reached before that could be told.
        case tooLong
    }

    /// The first match at or after `start`.
    mutating func firstMatch(from start: Int) -> Outcome {
        var position = start
        while position <= bytes.count {
            if program.firstBytes.isEmpty || position < bytes.count && program.firstBytes[Int(bytes[position])] {
                for index in slots.indices { slots[index] = -1 }
                if let end = run(0, position, mustEndAt: nil) {
                    if slots[0] < 0 { slots[0] = position }
                    slots[1] = end
                    return .found(slots)
                }
                if steps > Self.stepLimit { return .tooLong }
            }
            if program.startsAtText { return .none }
            position += 1
            while position < bytes.count, bytes[position] & 0xC0 == 0x80 { position += 1 }
        }
        return .none
    }

    /// Runs from an instruction to the next `match`, and gives where it ended.
    private mutating func run(_ start: Int, _ from: Int, mustEndAt requiredEnd: Int?) -> Int? {
        let bottom = choices.count
        var counter = start
        var position = from
        while true {
            steps += 1
            if steps > Self.stepLimit { break }
            let advanced: Bool
            switch program.instructions[counter] {
            case .match:
                if requiredEnd == nil || requiredEnd == position {
                    choices.removeSubrange(bottom...)
                    return position
                }
                advanced = false
            case .jump(let target):
                counter = target
                continue
            case .split(let first, let second):
                if recall(counter, position) {
                    advanced = false
                } else {
                    choices.append(Choice(target: second, value: position))
                    counter = first
                    continue
                }
            case .save(let slot):
                choices.append(Choice(target: ~slot, value: slots[slot]))
                slots[slot] = position
                advanced = true
            case .loopStart(let register):
                choices.append(Choice(target: ~(slots.count + register), value: loops[register]))
                loops[register] = position
                advanced = true
            case .loopEnd(let register, let exit):
                if loops[register] == position {
                    counter = exit
                    continue
                }
                advanced = true
            case .look(let end, let isBehind, let isNegative, let longest):
                if look(counter + 1, position, isBehind, longest) != isNegative {
                    counter = end
                    continue
                }
                advanced = false
            case .atomic(let end):
                if let stop = runKeepingCaptures(counter + 1, position) {
                    position = stop
                    counter = end
                    continue
                }
                advanced = false
            default: advanced = step(program.instructions[counter], &position)
            }
            if advanced {
                counter += 1
            } else if !backtrack(to: bottom, &counter, &position) {
                return nil
            }
        }
        choices.removeSubrange(bottom...)
        return nil
    }

    /// Returns to the last choice above `bottom`.
    private mutating func backtrack(to bottom: Int, _ counter: inout Int, _ position: inout Int) -> Bool {
        while choices.count > bottom {
            let choice = choices.removeLast()
            if choice.target >= 0 {
                counter = choice.target
                position = choice.value
                return true
            }
            restore(choice)
        }
        return false
    }

    private mutating func restore(_ choice: Choice) {
        let slot = ~choice.target
        if slot < slots.count { slots[slot] = choice.value } else { loops[slot - slots.count] = choice.value }
    }

    /// An atomic group and a look keep their captures but must restore them when what follows fails.
    private mutating func runKeepingCaptures(_ start: Int, _ position: Int, mustEndAt requiredEnd: Int? = nil) -> Int? {
        let before = slots
        guard let end = run(start, position, mustEndAt: requiredEnd) else { return nil }
        for (index, value) in before.enumerated() where slots[index] != value {
            choices.append(Choice(target: ~index, value: value))
        }
        return end
    }

    private mutating func look(_ start: Int, _ position: Int, _ isBehind: Bool, _ longest: Int?) -> Bool {
        guard isBehind else { return runKeepingCaptures(start, position) != nil }
        var from = position
        var characters = 0
        while true {
            if runKeepingCaptures(start, from, mustEndAt: position) != nil { return true }
            if from == 0 || longest.map({ characters >= $0 }) ?? false || steps > Self.stepLimit { return false }
            from -= 1
            while from > 0, bytes[from] & 0xC0 == 0x80 { from -= 1 }
            characters += 1
        }
    }

    /// Whether the state failed before; remembers it as tried.
    private mutating func recall(_ counter: Int, _ position: Int) -> Bool {
        guard program.canRemember, steps > Self.stepsBeforeRemembering else { return false }
        let width = bytes.count + 1
        let (size, overflow) = program.instructions.count.multipliedReportingOverflow(by: width)
        if overflow || size > Self.memoryLimit { return false }
        if failed.isEmpty { failed = Array(repeating: 0, count: size / 64 + 1) }
        let state = counter * width + position
        let bit = UInt64(1) << UInt64(state & 63)
        if failed[state >> 6] & bit != 0 { return true }
        failed[state >> 6] |= bit
        return false
    }

    private func step(_ instruction: RegexpProgram.Instruction, _ position: inout Int) -> Bool {
        switch instruction {
        case .byte(let byte):
            guard position < bytes.count, bytes[position] == byte else { return false }
            position += 1
            return true
        case .set(let set):
            guard position < bytes.count else { return false }
            let byte = bytes[position]
            if byte < 128 {
                guard program.asciiBits[set][Int(byte >> 6)] >> UInt64(byte & 63) & 1 == 1 else { return false }
                position += 1
                return true
            }
            let (scalar, length) = decode(position)
            guard program.sets[set].contains(scalar) else { return false }
            position += length
            return true
        case .any, .anyOrNewline:
            guard position < bytes.count else { return false }
            if case .any = instruction, bytes[position] == 0x0A { return false }
            position += bytes[position] < 128 ? 1 : decode(position).length
            return true
        case .assertion(let assertion): return holds(assertion, position)
        case .backreference(let index, let ignoresCase): return repeats(index, ignoresCase, &position)
        default: return false
        }
    }

    private func decode(_ position: Int) -> (scalar: Unicode.Scalar, length: Int) {
        let first = UInt32(bytes[position])
        let length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4
        guard length > 1, position + length <= bytes.count else {
            return (Unicode.Scalar(first) ?? "\u{FFFD}", 1)
        }
        var value = first & (0xFF >> UInt32(length + 1))
        for offset in 1..<length { value = value << 6 | UInt32(bytes[position + offset] & 0x3F) }
        return (Unicode.Scalar(value) ?? "\u{FFFD}", length)
    }

    private func holds(_ assertion: RegexpAssertion, _ position: Int) -> Bool {
        switch assertion {
        case .textStart: position == 0
        case .textEnd: position == bytes.count
        case .textEndBeforeNewline:
            position == bytes.count || position == bytes.count - 1 && bytes[position] == 0x0A
        case .lineStart: position == 0 || bytes[position - 1] == 0x0A && position < bytes.count
        case .lineEnd: position == bytes.count || bytes[position] == 0x0A
        case .searchStart: position == searchStart
        case .wordBoundary: isWord(before: position) != isWord(at: position)
        case .notWordBoundary: isWord(before: position) == isWord(at: position)
        }
    }

    private func isWord(at position: Int) -> Bool { position < bytes.count && decode(position).scalar.isWord }

    private func isWord(before position: Int) -> Bool {
        var start = position - 1
        while start > 0, bytes[start] & 0xC0 == 0x80 { start -= 1 }
        return start >= 0 && decode(start).scalar.isWord
    }

    private func repeats(_ index: Int, _ ignoresCase: Bool, _ position: inout Int) -> Bool {
        let (start, end) = (slots[2 * index], slots[2 * index + 1])
        guard start >= 0, end >= start, position + end - start <= bytes.count else { return false }
        for offset in 0..<(end - start) {
            let (mine, yours) = (bytes[start + offset], bytes[position + offset])
            if mine == yours { continue }
            guard ignoresCase, mine | 0x20 == yours | 0x20, (0x61...0x7A).contains(mine | 0x20) else { return false }
        }
        position += end - start
        return true
    }
}
