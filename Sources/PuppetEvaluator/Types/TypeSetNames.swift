/// What short names mean inside of a type set: its own types first, then those of the sets that it refers to.
struct TypeSetNames {
    let set: String
    /// The types of the set as they are spelled, by their names in lower case.
    private let members: [String: String]
    /// The names of other sets, by the aliases that this one has for them, in lower case.
    private let references: [String: String]

    init(set: String, members: some Sequence<String>, references: some Sequence<(alias: String, set: String)>) {
        self.set = set
        self.members = Dictionary(members.map { ($0.lowercased(), $0) }) { first, _ in first }
        self.references = Dictionary(references.map { ($0.alias.lowercased(), $0.set) }) { first, _ in first }
    }

    func qualifiedName(of name: String) -> String? {
        let lowercased = name.lowercased()
        if let member = members[lowercased] { return "\(set)::\(member)" }
        let alias = lowercased.moduleName
        guard let other = references[alias] else { return nil }
        return other + name.dropFirst(alias.count)
    }
}
