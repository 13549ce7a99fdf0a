import PuppetTypes

extension BuiltinFunctions {
    static let stdlibNumbers: [BuiltinFunction] = [
        .legacy("clamp") { call throws(Interruption) in
            try call.expect(atLeast: 1)
            let values = flatten(call.arguments)
            guard values.count == 3 else { throw call.fails("Wrong number of arguments, need three to clamp") }
            var numbers: [Int] = []
            for value in values { numbers.append(try clampable(value, call)) }
            return .integer(numbers.sorted()[1])
        },
        .legacy("convert_base") { call throws(Interruption) in
            try call.expect(exactly: 2)
            for (index, word) in ["First", "Second"].enumerated() {
                switch call[index] {
                case .integer, .string, .secret: continue
                default: throw call.fails("\(word) argument must be either a string or an integer")
                }
            }
            var numbers: [Int] = []
            for argument in call.arguments {
                if case .integer(let number) = argument {
                    numbers.append(number)
                    continue
                }
                let text = argument.stringContent ?? ""
                guard RubyValue.lines(text).contains(where: \.isDigits) else {
                    throw call.fails(
                        "First argument must be an integer or a string corresponding to an integer in base 10")
                }
                guard let number = RubyValue.integer(text) else { throw call.fails("the number has more than 64 bits") }
                numbers.append(number)
            }
            guard (2...36).contains(numbers[1]) else {
                throw call.fails("base must be at least 2 and must not be greater than 36")
            }
            return .string(String(numbers[0], radix: numbers[1]))
        },
        .legacy("to_bytes", toBytes),
    ]

    private static func clampable(_ value: Value, _ call: LegacyCall) throws(Interruption) -> Int {
        switch value {
        case .integer(let number): return number
        case .float(let number):
            guard let integer = Int(exactly: number.rounded(.towardZero)) else { throw call.fails("out of range") }
            return integer
        case .string(let text), .secret(let text):
            guard RubyValue.lines(text).contains(where: \.isDigits),
                let integer = RubyValue.integer(text)
            else { throw call.fails("Required explicit numeric (\(RubyValue.shown(value)):String)") }
            return integer
        case .undef: return 0
        case .hash: throw call.fails("The Hash type is not allowed (\(RubyValue.shown(value)))")
        default: throw call.fails("\(RubyValue.className(value)) is no number")
        }
    }

    private static let toBytes: @Sendable (LegacyCall) throws(Interruption) -> Value = { call throws(Interruption) in
        guard call.count == 1 else { throw call.wrongCount("1") }
        switch call[0] {
        case .integer, .float: return call[0]
        default: break
        }
        guard let text = call.text(0) else { throw call.fails("\(RubyValue.className(call[0])) is no amount of bytes") }
        let digits = text.prefix { $0.isASCII && ($0.isNumber || ".e+-".contains($0)) }
        let unit = text[digits.endIndex...].unicodeScalars.drop { " \t\n\r\u{0B}\u{0C}".unicodeScalars.contains($0) }
            .first.map(Character.init)
        let prefixes = "kMGTPE"
        var shift = 0
        if let unit, unit != "b", unit != "B" {
            guard let index = prefixes.firstIndex(of: unit) else { throw call.fails("Unknown prefix \(unit)") }
            shift = 10 * (prefixes.distance(from: prefixes.startIndex, to: index) + 1)
        }
        let value = leadingFloat(digits) * Double(1 << shift)
        guard let bytes = Int(exactly: value.rounded(.towardZero)) else {
            throw .failure(value.isFinite ? "to_bytes(): more bytes than an Integer holds" : "Infinity")
        }
        return .integer(bytes)
    }

    /// Ruby's `to_f`: the number that a text begins with, or 0.
    private static func leadingFloat(_ text: Substring) -> Double {
        var end = text.endIndex
        while end > text.startIndex {
            if let number = NumericText.float(String(text[..<end])) { return number }
            end = text.index(before: end)
        }
        return 0
    }
}
