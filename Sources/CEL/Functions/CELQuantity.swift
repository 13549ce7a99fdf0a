/// An amount such as `1.5Gi` or `200m`, in billionths.
package struct CELQuantity: Hashable, Comparable, Sendable {
    let billionths: Int128
    let text: String
    /// Whether it was written with so many digits that Kubernetes takes it for no whole number.
    private let isLong: Bool

    private static let unit: Int128 = 1_000_000_000
    private static let limit = Int128(Int64.max) * unit

    private init(billionths: Int128) {
        self.billionths = billionths
        let whole = billionths / Self.unit
        text = whole * Self.unit == billionths ? "\(whole)" : "\(billionths)n"
        isLong = false
    }

    /// Nil for what is no quantity. Amounts beyond what Kubernetes keeps are the greatest that it does; what is finer
    /// than a billionth is rounded up.
    init?(_ text: String) {
        var rest = Substring(text).unicodeScalars
        let isNegative = rest.first == "-"
        if isNegative || rest.first == "+" { rest.removeFirst() }
        var (digits, point): ([UInt8], Int?) = ([], nil)
        while let scalar = rest.first, scalar.isDigit || scalar == "." {
            if scalar == "." {
                guard point == nil else { return nil }
                point = digits.count
            } else {
                digits.append(UInt8(scalar.value - 0x30))
            }
            rest.removeFirst()
        }
        guard !digits.isEmpty, let (base, power) = Self.suffix(String(rest)) else { return nil }
        let tens = (base == 10 ? power : 0) + 9 - (digits.count - (point ?? digits.count))
        guard let value = Self.scaled(digits, tens: tens, twos: base == 2 ? power : 0) else { return nil }
        billionths = isNegative ? -value : value
        self.text = text
        isLong = digits.drop { $0 == 0 }.count > 18
    }

    private static func suffix(_ text: String) -> (base: Int, power: Int)? {
        switch text {
        case "n": return (10, -9)
        case "u": return (10, -6)
        case "m": return (10, -3)
        case "": return (10, 0)
        case "k": return (10, 3)
        case "M": return (10, 6)
        case "G": return (10, 9)
        case "T": return (10, 12)
        case "P": return (10, 15)
        case "E": return (10, 18)
        case "Ki": return (2, 10)
        case "Mi": return (2, 20)
        case "Gi": return (2, 30)
        case "Ti": return (2, 40)
        case "Pi": return (2, 50)
        case "Ei": return (2, 60)
        default:
            guard text.first == "e" || text.first == "E", let power = Int32(text.dropFirst()) else { return nil }
            return (10, Int(power))
        }
    }

    private static func scaled(_ digits: [UInt8], tens: Int, twos: Int) -> Int128? {
        var value: Int128 = 0
        var isInexact = false
        // With a negative power the last digits fall away.
        let kept = tens < 0 ? max(0, digits.count + tens) : digits.count
        for (index, digit) in digits.enumerated() {
            if index >= kept {
                isInexact = isInexact || digit != 0
                continue
            }
            value = value * 10 + Int128(digit)
            if value > limit { return limit }
        }
        if tens > 0 {
            for _ in 0..<tens where value != 0 {
                value *= 10
                if value > limit { return limit }
            }
        }
        for _ in 0..<twos {
            value *= 2
            if value > limit { return limit }
        }
        return isInexact ? value + 1 : value
    }

    package static func < (left: CELQuantity, right: CELQuantity) -> Bool { left.billionths < right.billionths }
    package static func == (left: CELQuantity, right: CELQuantity) -> Bool { left.billionths == right.billionths }
    package func hash(into hasher: inout Hasher) { hasher.combine(billionths) }

    /// The amount as a whole number; nil where it is none.
    var integer: Int? {
        guard !isLong, billionths % Self.unit == 0 else { return nil }
        return Int(exactly: billionths / Self.unit)
    }

    var approximation: Double { Double(billionths) / 1e9 }

    func adding(_ other: CELQuantity) -> CELQuantity { CELQuantity(billionths: billionths &+ other.billionths) }
    func subtracting(_ other: CELQuantity) -> CELQuantity { CELQuantity(billionths: billionths &- other.billionths) }
    static func whole(_ number: Int) -> CELQuantity { CELQuantity(billionths: Int128(number) * unit) }
}

extension FunctionTable {
    mutating func addQuantities() {
        function("quantity", [.string], .quantity, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            guard let quantity = CELQuantity(try arguments.string(0)) else {
                throw .evaluation(
                    "quantities must match the regular expression "
                        + "'^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
            }
            return .quantity(quantity)
        }
        function("isQuantity", [.string], .boolean, cost: .traversal(factor: 0.1)) { arguments, _ throws(CELError) in
            .boolean(CELQuantity(try arguments.string(0)) != nil)
        }
        member(.quantity, "isInteger", [], .boolean) { arguments, _ throws(CELError) in
            .boolean(try arguments.quantity(0).integer != nil)
        }
        member(.quantity, "asInteger", [], .integer) { arguments, _ throws(CELError) in
            guard let value = try arguments.quantity(0).integer else {
                throw .evaluation("cannot convert value to integer")
            }
            return .integer(value)
        }
        member(.quantity, "asApproximateFloat", [], .double) { arguments, _ throws(CELError) in
            .double(try arguments.quantity(0).approximation)
        }
        function("sign", [.quantity], .integer) { arguments, _ throws(CELError) in
            .integer(Int(try arguments.quantity(0).billionths.signum()))
        }
        addQuantityArithmetic()
        addOrder(of: .quantity) { arguments throws(CELError) in
            .init(try arguments.quantity(0), try arguments.quantity(1))
        }
    }

    private mutating func addQuantityArithmetic() {
        member(.quantity, "add", [.quantity], .quantity) { arguments, _ throws(CELError) in
            .quantity(try arguments.quantity(0).adding(arguments.quantity(1)))
        }
        member(.quantity, "add", [.integer], .quantity) { arguments, _ throws(CELError) in
            .quantity(try arguments.quantity(0).adding(.whole(arguments.integer(1))))
        }
        member(.quantity, "sub", [.quantity], .quantity) { arguments, _ throws(CELError) in
            .quantity(try arguments.quantity(0).subtracting(arguments.quantity(1)))
        }
        member(.quantity, "sub", [.integer], .quantity) { arguments, _ throws(CELError) in
            .quantity(try arguments.quantity(0).subtracting(.whole(arguments.integer(1))))
        }
    }

    /// `isLessThan`, `isGreaterThan` and `compareTo` of one of Kubernetes' types.
    mutating func addOrder(
        of type: CELType, _ compare: @escaping @Sendable (Arguments) throws(CELError) -> EvaluationContext.Order
    ) {
        member(type, "isLessThan", [type], .boolean) { arguments, _ throws(CELError) in
            .boolean(try compare(arguments) == .less)
        }
        member(type, "isGreaterThan", [type], .boolean) { arguments, _ throws(CELError) in
            .boolean(try compare(arguments) == .greater)
        }
        member(type, "compareTo", [type], .integer) { arguments, _ throws(CELError) in
            switch try compare(arguments) {
            case .less: .integer(-1)
            case .greater: .integer(1)
            case .same, .none: .integer(0)
            }
        }
    }
}

extension EvaluationContext.Order {
    init<Value: Comparable>(_ left: Value, _ right: Value) {
        self = left < right ? .less : right < left ? .greater : .same
    }
}
