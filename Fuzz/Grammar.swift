/// Makes texts from rules. In an alternative `<name>` stands for what a rule makes; all else for itself.
struct Grammar {
    private let rules: [String: [[Part]]]
    private let start: String
    private static let longest = 4096

    private enum Part {
        case text(String)
        case rule(String)
    }

    /// The first alternative of a rule ends it: it holds no other rule, or one that ends.
    init(start: String, _ rules: [String: [String]]) {
        self.start = start
        self.rules = rules.mapValues { alternatives in alternatives.map { Self.parts(of: $0, rules) } }
    }

    private static func parts(of alternative: String, _ rules: [String: [String]]) -> [Part] {
        var parts: [Part] = []
        var rest = alternative[...]
        while let open = rest.firstIndex(of: "<"), let close = rest[open...].firstIndex(of: ">") {
            let name = String(rest[rest.index(after: open)..<close])
            if rules[name] != nil {
                parts.append(.text(String(rest[..<open])))
                parts.append(.rule(name))
                rest = rest[rest.index(after: close)...]
            } else {
                parts.append(.text(String(rest[...open])))
                rest = rest[rest.index(after: open)...]
            }
        }
        parts.append(.text(String(rest)))
        return parts
    }

    func text(_ random: inout SeededGenerator) -> [UInt8] {
        var result: [UInt8] = []
        expand(start, depth: 3 + random.below(8), &result, &random)
        return result
    }

    private func expand(_ rule: String, depth: Int, _ result: inout [UInt8], _ random: inout SeededGenerator) {
        guard let alternatives = rules[rule] else { return }
        let isLast = depth <= 0 || result.count > Self.longest
        for part in alternatives[isLast ? 0 : random.below(alternatives.count)] {
            switch part {
            case .text(let text): result += text.utf8
            case .rule(let name): expand(name, depth: depth - 1, &result, &random)
            }
        }
    }
}
