import PuppetTypes

extension BuiltinFunctions {
    static let sort: [Dispatch] = [
        Dispatch([.required("string_value", .anyString)], block: .optional(2...2)) { call throws(Interruption) in
            let characters = (call[0].stringContent ?? "").unicodeScalars.map { Value.string(String($0)) }
            return .string(try sorted(characters, call).compactMap(\.stringContent).joined())
        },
        Dispatch([.required("array_value", .anyArray)], block: .optional(2...2)) { call throws(Interruption) in
            .array(try sorted(elements(call[0]), call))
        },
    ]

    private static func sorted(_ values: [Value], _ call: FunctionCall) throws(Interruption) -> [Value] {
        try RubyOrder.sorted(values) { left, right throws(Interruption) in try order(left, right, call) }
    }

    /// By the block's answer, a number; by Ruby's own order without a block.
    static func order(_ left: Value, _ right: Value, _ call: FunctionCall) throws(Interruption) -> Int {
        guard let block = call.block else { return try RubyOrder.order(left, right) }
        switch try block([left, right]) {
        case .integer(let order): return order
        case .float(let order): return order < 0 ? -1 : order > 0 ? 1 : 0
        case .undef: throw RubyOrder.failure(left, right)
        case let answer: throw RubyOrder.failure(answer, .integer(0))
        }
    }

    /// `min` and `max`: of the arguments or of one array, as numbers, else as texts, or by a block.
    static func extremes(_ name: String, _ sign: Int) -> [Dispatch] {
        let plain: Dispatch.Body = { call throws(Interruption) in try extreme(call.arguments, name, sign, call) }
        let single: Dispatch.Body = { call throws(Interruption) in
            try extreme(elements(call[0]), name, sign, call)
        }
        let block = Dispatch.BlockRequirement.optional(2...2)
        return [
            Dispatch([.repeated("values", .numeric)], plain), Dispatch([.repeated("values", .anyString)], plain),
            Dispatch([.required("values", .array(.numeric, size: nil))], block: block, single),
            Dispatch([.required("values", .array(.anyString, size: nil))], block: block, single),
            Dispatch([.required("values", .anyArray)], block: block, single),
            Dispatch([.repeated("values", .any)], block: .required(2...2), plain),
            Dispatch([.repeated("values", .any)], plain),
        ]
    }

    private static func extreme(
        _ values: [Value], _ name: String, _ sign: Int, _ call: FunctionCall
    ) throws(Interruption) -> Value {
        guard var best = values.first else {
            if call.block != nil { return .undef }
            throw .failure("\(name)(): Wrong number of arguments need at least one")
        }
        for value in values.dropFirst() {
            let order = call.block == nil ? textOrder(value, best) : try self.order(value, best, call)
            if order.signum() == sign { best = value }
        }
        return best
    }

    /// Numbers as such; else by the texts, which are numbers where both look like one.
    private static func textOrder(_ left: Value, _ right: Value) -> Int {
        if PuppetType.numeric.accepts(left), PuppetType.numeric.accepts(right) {
            return RubyOrder.compare(left, right) ?? 0
        }
        let (left, right) = (left.stringContent ?? RubyText.string(left), right.stringContent ?? RubyText.string(right))
        if let a = RubyNumber.decimal(left), let b = RubyNumber.decimal(right) { return a == b ? 0 : a < b ? -1 : 1 }
        return RubyOrder.compare(.string(left), .string(right)) ?? 0
    }
}
