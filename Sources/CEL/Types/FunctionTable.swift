/// All functions, by name.
struct FunctionTable: Sendable {
    struct Key: Hashable {
        let name: String
        let isMember: Bool
    }

    private(set) var overloads: [Key: [Overload]] = [:]

    static let all: FunctionTable = {
        var table = FunctionTable()
        table.addOperators()
        table.addComparisons()
        table.addConversions()
        table.addTimes()
        table.addStrings()
        table.addPatterns()
        table.addLists()
        table.addSets()
        table.addOptionals()
        table.addMath()
        table.addURLs()
        table.addQuantities()
        table.addAddresses()
        table.addFormats()
        table.addVersions()
        return table
    }()

    func find(_ name: String, isMember: Bool) -> [Overload] { overloads[Key(name: name, isMember: isMember)] ?? [] }

    /// The namespaces of functions: `math` of `math.greatest`.
    static let namespaces: Set<String> = [
        "math", "sets", "lists", "strings", "base64", "optional", "cel", "format", "ip",
    ]

    /// A function that is called by its name.
    mutating func function(
        _ name: String, _ parameters: [CELType], _ result: CELType, cost: Overload.Cost = .one,
        _ body: @escaping Overload.Body
    ) {
        let overload = Overload(
            name: name, isMember: false, parameters: parameters, result: result, cost: cost, body: body)
        overloads[Key(name: name, isMember: false), default: []].append(overload)
    }

    /// A function that is called on a value.
    mutating func member(
        _ receiver: CELType, _ name: String, _ parameters: [CELType], _ result: CELType, cost: Overload.Cost = .one,
        _ body: @escaping Overload.Body
    ) {
        let overload = Overload(
            name: name, isMember: true, parameters: [receiver] + parameters, result: result, cost: cost, body: body)
        overloads[Key(name: name, isMember: true), default: []].append(overload)
    }
}
