import PuppetTypes

/// What an engine keeps between lookups. All of it follows from the snapshot, so nothing ever becomes stale.
struct HieraCache: Sendable {
    var configurations: [String: Result<HieraConfiguration?, HieraError>] = [:]
    var files: [DataFileIdentity: Result<DataFile?, HieraError>] = [:]
    var hierarchies: [ResolvedIdentity: ResolvedHierarchy] = [:]
    var options: [OptionsIdentity: (options: LookupOptions, reads: [HieraRead])] = [:]
    /// Decrypted tokens by the names of the keys and the token.
    var decrypted: [TokenIdentity: String] = [:]

    /// Variables may take any number of values; past this many, the resolved hierarchies are made anew.
    static let maximumHierarchies = 4096

    struct ResolvedIdentity: Hashable, Sendable {
        let hierarchy: HierarchyIdentity
        /// Whether it is a module's `default_hierarchy`.
        let isDefault: Bool
    }

    struct OptionsIdentity: Hashable, Sendable {
        let module: String?
        let hierarchies: [HierarchyIdentity]
    }

    struct TokenIdentity: Hashable, Sendable {
        let names: KeyNames
        let token: String
    }
}
