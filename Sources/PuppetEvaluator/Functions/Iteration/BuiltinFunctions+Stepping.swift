import OrderedCollections
import PuppetSyntax
import PuppetTypes

extension BuiltinFunctions {
    /// `step` and `reverse_each`. Without a block Puppet gives an Iterator, here it is the array of its elements.
    static let stepping: [BuiltinFunction] = [
        BuiltinFunction(
            "step",
            dispatches([.required("iterable", .iterable(nil)), .required("step", .integer(lower: 1, upper: nil))]) {
                call throws(Interruption) in
                guard case .integer(let step) = call[1] else { return [] }
                let elements = try Iteration.elements(of: call[0])
                return stride(from: 0, to: elements.count, by: step).map { elements[$0] }
            }),
        BuiltinFunction(
            "reverse_each",
            dispatches([.required("iterable", .iterable(nil))]) { call throws(Interruption) in
                try Iteration.elements(of: call[0]).reversed()
            }),
    ]

    private static func dispatches(
        _ parameters: [Dispatch.Parameter],
        _ elements: @escaping @Sendable (FunctionCall) throws(Interruption) -> [Value]
    ) -> [Dispatch] {
        [
            Dispatch(parameters) { call throws(Interruption) in .array(try elements(call)) },
            Dispatch(parameters, block: .required(1...1)) { call throws(Interruption) in
                for element in try elements(call) {
                    do throws(Interruption) {
                        _ = try call.block?([element])
                    } catch .broken {
                        return .undef
                    }
                }
                return .undef
            },
        ]
    }

    /// `slice`: with a block of as many parameters as the slices have elements, a last slice is filled up.
    static let slice: [Dispatch] = [
        Dispatch(
            [.required("hash", .anyHash), .required("slice_size", .integer(lower: 1, upper: nil))],
            block: .optionalAny
        ) { call throws(Interruption) in try slice(call, filler: .array([])) },
        Dispatch(
            [.required("enumerable", .iterable(nil)), .required("slice_size", .integer(lower: 1, upper: nil))],
            block: .optionalAny
        ) { call throws(Interruption) in try slice(call, filler: .undef) },
    ]

    private static func slice(_ call: FunctionCall, filler: Value) throws(Interruption) -> Value {
        guard case .integer(let size) = call[1] else { return .undef }
        let elements = try Iteration.elements(of: call[0])
        let slices = stride(from: 0, to: elements.count, by: size).map { start in
            Array(elements[start..<min(start.addingReportingOverflow(size).partialValue, elements.count)])
        }
        guard let block = call.block else { return .array(slices.map(Value.array)) }
        let serving = try serving(block, size)
        for var slice in slices {
            if serving > 1, slice.count < serving {
                slice += Array(repeating: filler, count: serving - slice.count)
            }
            do throws(Interruption) {
                _ = serving == 1 ? try block([.array(slice)]) : try block(slice)
            } catch .broken {
                return call[0]
            }
        }
        return call[0]
    }

    /// How many arguments the block is called with.
    private static func serving(_ block: Block, _ size: Int) throws(Interruption) -> Int {
        let parameters = block.lambda.parameters
        let isOpen = block.capturesRest || parameters.contains { $0.value != nil }
        let count = isOpen ? size : parameters.count
        if count == 0 { throw .failure("slice(): block must define at least one parameter. Block has 0.") }
        guard count == 1 || count == size else {
            let names = parameters.map(\.name).joined(separator: ", ")
            throw .failure(
                "slice(): block must define one parameter, or the same number of parameters as the given size of the slice (\(size)). Block has \(count); \(names)"
            )
        }
        return count
    }
}
