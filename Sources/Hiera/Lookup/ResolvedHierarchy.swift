import PuppetTypes

/// A hierarchy with its paths interpolated for one set of variables, and its data files parsed.
struct ResolvedHierarchy: Sendable {
    let entries: [ResolvedEntry]
    let levels: DataLevels
    /// The patterns that were matched for it.
    let reads: [HieraRead]

    static let empty = ResolvedHierarchy(entries: [], levels: DataLevels(files: []), reads: [])
}

struct ResolvedEntry: Sendable {
    let entry: HierarchyEntry
    let options: PuppetHash
    /// Nil when the entry names no location.
    let locations: [ResolvedLocation]?
}

struct ResolvedLocation: Sendable {
    /// Relative to the codedir.
    let path: String
    /// As the configuration has it.
    let original: String
    /// The position in the hierarchy's levels.
    var index = 0
    /// The file, nil where there is none. A broken file matters to those only that come to it.
    var file: Result<DataFile?, HieraError> = .success(nil)
}

/// What a hierarchy was resolved for.
struct HierarchyIdentity: Hashable, Sendable {
    let path: String
    /// The values of the configuration's variables.
    let signature: [Value?]
}
