import PuppetTypes

/// The type aliases of puppetlabs-stdlib 9, `Stdlib::Port`, with the `Stdlib::Compat::…` ones of stdlib 8.
///
/// They are there without a module of that name; an alias of the environment comes before them.
enum StdlibTypes {
    /// - Parameter name: In any case, without a leading `::`.
    static func type(named name: String) -> PuppetType? { all[name.lowercased()] }

    private static let all: [String: PuppetType] = {
        var table = StdlibTypeTable()
        table.addPaths()
        table.addNames()
        table.addNumbers()
        table.addEnsures()
        table.addHTTP()
        table.addAddresses()
        table.addHosts()
        table.addCompatible()
        return table.types
    }()
}

/// The aliases while they are put together; a later one names earlier ones.
struct StdlibTypeTable {
    private(set) var types: [String: PuppetType] = [:]

    mutating func add(_ name: String, _ type: PuppetType) {
        let name = "Stdlib::" + name
        types[name.lowercased()] = .alias(TypeAlias(name: name, resolved: type))
    }

    mutating func add(_ name: String, pattern: String...) { add(name, .pattern(pattern)) }

    mutating func add(_ name: String, anyOf names: String...) { add(name, .variant(names.map(type))) }

    mutating func add(_ name: String, words: String) {
        add(name, .enumeration(words.split(separator: " ").map(String.init).sorted(), caseInsensitive: false))
    }

    func type(_ name: String) -> PuppetType { types["stdlib::" + name.lowercased()] ?? .any }
}
