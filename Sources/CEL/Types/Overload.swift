/// One of the forms of a function.
struct Overload: Sendable {
    typealias Body = @Sendable (Arguments, inout EvaluationContext) throws(CELError) -> CELValue

    let name: String
    /// Whether the first parameter is what the function is called on.
    let isMember: Bool
    let parameters: [CELType]
    let result: CELType
    let cost: Cost
    let body: Body

    /// What a call costs, beside its arguments.
    enum Cost: Sendable {
        case one
        /// One for so many characters of the first argument.
        case traversal(factor: Double)
        /// One for each element of an argument.
        case elements(of: Int)
        /// One for each tenth character of the result.
        case result(factor: Double)
        /// As matching a regular expression costs.
        case pattern
        /// As looking for the second text in the first.
        case search
        /// The product of the sizes of the arguments.
        case product
        /// The body spends what it costs.
        case own
    }

    func accepts(_ arguments: [CELValue]) -> Bool {
        guard arguments.count == parameters.count else { return false }
        for (parameter, argument) in zip(parameters, arguments) where !parameter.accepts(argument) { return false }
        return true
    }
}

/// The arguments of a call; asking for one as what it is not is a call that does not fit.
struct Arguments {
    let values: [CELValue]

    subscript(_ index: Int) -> CELValue { index < values.count ? values[index] : .null }

    private var misfit: CELError { .evaluation("no such overload") }

    func string(_ index: Int) throws(CELError) -> String {
        guard case .string(let value) = self[index] else { throw misfit }
        return value
    }

    func integer(_ index: Int) throws(CELError) -> Int {
        guard case .integer(let value) = self[index] else { throw misfit }
        return value
    }

    func unsigned(_ index: Int) throws(CELError) -> UInt {
        guard case .unsigned(let value) = self[index] else { throw misfit }
        return value
    }

    func double(_ index: Int) throws(CELError) -> Double {
        guard case .double(let value) = self[index] else { throw misfit }
        return value
    }

    func boolean(_ index: Int) throws(CELError) -> Bool {
        guard case .boolean(let value) = self[index] else { throw misfit }
        return value
    }

    func bytes(_ index: Int) throws(CELError) -> [UInt8] {
        guard case .bytes(let value) = self[index] else { throw misfit }
        return value
    }

    func list(_ index: Int) throws(CELError) -> CELList {
        guard case .list(let value) = self[index] else { throw misfit }
        return value
    }

    func map(_ index: Int) throws(CELError) -> CELMap {
        guard case .map(let value) = self[index] else { throw misfit }
        return value
    }

    func timestamp(_ index: Int) throws(CELError) -> CELTimestamp {
        guard case .timestamp(let value) = self[index] else { throw misfit }
        return value
    }

    func duration(_ index: Int) throws(CELError) -> CELDuration {
        guard case .duration(let value) = self[index] else { throw misfit }
        return value
    }

    func optional(_ index: Int) throws(CELError) -> CELValue? {
        guard case .optional(let value) = self[index] else { throw misfit }
        return value
    }

    func url(_ index: Int) throws(CELError) -> CELURL {
        guard case .url(let value) = self[index] else { throw misfit }
        return value
    }

    func quantity(_ index: Int) throws(CELError) -> CELQuantity {
        guard case .quantity(let value) = self[index] else { throw misfit }
        return value
    }

    func address(_ index: Int) throws(CELError) -> CELAddress {
        guard case .address(let value) = self[index] else { throw misfit }
        return value
    }

    func network(_ index: Int) throws(CELError) -> CELNetwork {
        guard case .network(let value) = self[index] else { throw misfit }
        return value
    }

    func version(_ index: Int) throws(CELError) -> CELVersion {
        guard case .version(let value) = self[index] else { throw misfit }
        return value
    }

    func format(_ index: Int) throws(CELError) -> CELFormat {
        guard case .format(let value) = self[index] else { throw misfit }
        return value
    }
}
