// `math.greatest`, `math.ceil`, and the bits of whole numbers.
extension FunctionTable {
    mutating func addMath() {
        for (name, preferred) in [
            ("math.greatest", EvaluationContext.Order.greater), ("math.least", .less),
        ] {
            function(name, [.dynamic], .dynamic) { arguments, _ throws(CELError) in
                let numbers: [CELValue]
                if case .list(let list) = arguments[0] {
                    numbers = try list.elements()
                } else {
                    numbers = arguments.values
                }
                for number in numbers {
                    switch number {
                    case .integer, .unsigned, .double: continue
                    default: throw .evaluation("no such overload: \(name)")
                    }
                }
                return try ListOrder.extreme(
                    numbers, preferred, "math.@\(preferred == .less ? "min" : "max")(list) argument must not be empty")
            }
        }
        addRounding()
        addSigns()
        addBits()
    }

    private mutating func addRounding() {
        let functions: [(String, @Sendable (Double) -> Double)] = [
            ("ceil", { $0.rounded(.up) }), ("floor", { $0.rounded(.down) }),
            ("round", { $0.rounded(.toNearestOrAwayFromZero) }), ("trunc", { $0.rounded(.towardZero) }),
            ("sqrt", { $0.squareRoot() }),
        ]
        for (name, body) in functions {
            function("math.\(name)", [.double], .double) { arguments, _ throws(CELError) in
                .double(body(try arguments.double(0)))
            }
        }
        function("math.sqrt", [.integer], .double) { arguments, _ throws(CELError) in
            .double(Double(try arguments.integer(0)).squareRoot())
        }
        function("math.sqrt", [.unsigned], .double) { arguments, _ throws(CELError) in
            .double(Double(try arguments.unsigned(0)).squareRoot())
        }
        let tests: [(String, @Sendable (Double) -> Bool)] = [
            ("isInf", { $0.isInfinite }), ("isNaN", { $0.isNaN }), ("isFinite", { $0.isFinite }),
        ]
        for (name, body) in tests {
            function("math.\(name)", [.double], .boolean) { arguments, _ throws(CELError) in
                .boolean(body(try arguments.double(0)))
            }
        }
    }

    private mutating func addSigns() {
        function("math.abs", [.double], .double) { arguments, _ throws(CELError) in
            .double(try arguments.double(0).magnitude)
        }
        function("math.abs", [.integer], .integer) { arguments, _ throws(CELError) in
            guard let value = Int(exactly: try arguments.integer(0).magnitude) else {
                throw .evaluation("integer overflow")
            }
            return .integer(value)
        }
        function("math.abs", [.unsigned], .unsigned) { arguments, _ in arguments[0] }
        function("math.sign", [.double], .double) { arguments, _ throws(CELError) in
            let value = try arguments.double(0)
            return .double(value.isNaN ? value : value > 0 ? 1 : value < 0 ? -1 : 0)
        }
        function("math.sign", [.integer], .integer) { arguments, _ throws(CELError) in
            .integer(try arguments.integer(0).signum())
        }
        function("math.sign", [.unsigned], .unsigned) { arguments, _ throws(CELError) in
            .unsigned(try arguments.unsigned(0) == 0 ? 0 : 1)
        }
    }

    private mutating func addBits() {
        let pairs: [(String, @Sendable (Int, Int) -> Int, @Sendable (UInt, UInt) -> UInt)] = [
            ("bitAnd", { $0 & $1 }, { $0 & $1 }), ("bitOr", { $0 | $1 }, { $0 | $1 }),
            ("bitXor", { $0 ^ $1 }, { $0 ^ $1 }),
        ]
        for (name, signed, unsigned) in pairs {
            function("math.\(name)", [.integer, .integer], .integer) { arguments, _ throws(CELError) in
                .integer(signed(try arguments.integer(0), try arguments.integer(1)))
            }
            function("math.\(name)", [.unsigned, .unsigned], .unsigned) { arguments, _ throws(CELError) in
                .unsigned(unsigned(try arguments.unsigned(0), try arguments.unsigned(1)))
            }
        }
        function("math.bitNot", [.integer], .integer) { arguments, _ throws(CELError) in
            .integer(~(try arguments.integer(0)))
        }
        function("math.bitNot", [.unsigned], .unsigned) { arguments, _ throws(CELError) in
            .unsigned(~(try arguments.unsigned(0)))
        }
        @Sendable func places(_ arguments: Arguments, _ name: String) throws(CELError) -> Int {
            let places = try arguments.integer(1)
            guard places >= 0 else { throw .evaluation("math.\(name)() negative offset: \(places)") }
            return places
        }
        function("math.bitShiftLeft", [.integer, .integer], .integer) { arguments, _ throws(CELError) in
            .integer(try arguments.integer(0) << places(arguments, "bitShiftLeft"))
        }
        function("math.bitShiftLeft", [.unsigned, .integer], .unsigned) { arguments, _ throws(CELError) in
            .unsigned(try arguments.unsigned(0) << places(arguments, "bitShiftLeft"))
        }
        function("math.bitShiftRight", [.integer, .integer], .integer) { arguments, _ throws(CELError) in
            // The sign is a bit like the others.
            .integer(
                Int(
                    bitPattern: UInt(bitPattern: try arguments.integer(0))
                        >> (try places(arguments, "bitShiftRight"))))
        }
        function("math.bitShiftRight", [.unsigned, .integer], .unsigned) { arguments, _ throws(CELError) in
            .unsigned(try arguments.unsigned(0) >> places(arguments, "bitShiftRight"))
        }
    }
}
