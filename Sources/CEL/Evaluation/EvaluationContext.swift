/// What one evaluation has at hand, and what it may still spend.
struct EvaluationContext {
    let globals: [CELValue?]
    var locals: [CELValue]
    private(set) var remainingCost: Int
    /// Work that costs nothing by the rules of the language, such as comparing what is nested.
    private var remainingWork: Int
    let timeZoneOffset: TimeZoneOffset?

    /// The seconds that clocks of a named zone are ahead of UTC at a time in seconds since 1970; nil for no such zone.
    typealias TimeZoneOffset = @Sendable (String, Int) -> Int?

    init(globals: [CELValue?], localCount: Int, costLimit: Int, timeZoneOffset: TimeZoneOffset?) {
        self.globals = globals
        locals = Array(repeating: .null, count: localCount)
        remainingCost = costLimit
        remainingWork = 5 * min(max(costLimit, 0), 1 << 40)
        self.timeZoneOffset = timeZoneOffset
    }

    mutating func spend(_ cost: Int) throws(CELError) {
        remainingCost -= min(cost, 1 << 40)
        if remainingCost < 0 { throw .costExceeded }
    }

    mutating func work(_ steps: Int) throws(CELError) {
        remainingWork -= min(steps, 1 << 40)
        if remainingWork < 0 { throw .costExceeded }
    }

    /// Spends one for so many characters or bytes.
    mutating func spend(traversing size: Int, factor: Double = 0.1) throws(CELError) {
        try spend(Int((Double(size) * factor).rounded(.up)))
    }

    static func patternCost(text: CELValue, pattern: Int) -> Int {
        let textCost = Int((Double(text.size + 1) * 0.1).rounded(.up))
        let (cost, overflow) = textCost.multipliedReportingOverflow(by: Int((Double(pattern) * 0.25).rounded(.up)))
        return overflow ? Int.max : cost
    }

    mutating func spend(_ overload: Overload, _ arguments: [CELValue], _ result: CELValue) throws(CELError) {
        switch overload.cost {
        case .one: try spend(1)
        case .traversal(let factor): try spend(traversing: arguments[0].size, factor: factor)
        case .elements(let index):
            let size = arguments[index].size
            if case .string = arguments[index] { try spend(size / 10) } else { try spend(size) }
        case .result(let factor): try spend(traversing: result.size, factor: factor)
        case .pattern: try spend(Self.patternCost(text: arguments[0], pattern: arguments[1].size))
        case .search:
            let (left, right) = (Double(arguments[0].size) * 0.1, Double(arguments[1].size) * 0.1)
            try spend(Int(left.rounded(.up)) * Int(right.rounded(.up)))
        case .product: try spend(arguments[0].size * arguments[1].size)
        case .own: break
        }
    }
}
