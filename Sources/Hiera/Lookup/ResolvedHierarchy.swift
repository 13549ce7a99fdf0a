import Diagnostics
import PuppetTypes

/// A hierarchy with its paths interpolated for one set of variables, and its data files parsed.
struct ResolvedHierarchy: Sendable {
    let entries: [ResolvedEntry]
    let levels: DataLevels
    /// The patterns that were matched for it.
    let reads: [HieraRead]
    /// What is wrong with its files, yet no error.
    let warnings: [Diagnostic.Message]

    static let empty = ResolvedHierarchy(entries: [], levels: DataLevels(files: []), reads: [], warnings: [])
}

/// One level. An object, as is a location: every lookup passes them by.
final class ResolvedEntry: Sendable {
    let entry: HierarchyEntry
    let options: PuppetHash
    /// Nil when the entry names no location.
    let locations: [ResolvedLocation]?

    var explainedName: String { "Hierarchy entry \"\(entry.name)\"" }

    init(entry: HierarchyEntry, options: PuppetHash, locations: [ResolvedLocation]?) {
        self.entry = entry
        self.options = options
        self.locations = locations
    }
}

final class ResolvedLocation: Sendable {
    /// Relative to the codedir; of a URI, the whole of it.
    let path: String
    /// As the configuration has it.
    let original: String
    /// The position in the hierarchy's levels.
    let index: Int
    /// The file, nil where there is none or where it is broken.
    let dataFile: DataFile?
    /// What is wrong with a broken file, which matters to those only that come to it.
    let problem: HieraError?
    /// Whether it is the business of the backend alone.
    let isURI: Bool
    /// Whether a backend that is a function is asked about it.
    let exists: Bool

    var explainedName: String { "\(isURI ? "URI" : "Path") \"\(path)\"" }

    init(
        path: String, original: String, index: Int = 0, file: Result<DataFile?, HieraError> = .success(nil),
        isURI: Bool = false, exists: Bool = true
    ) {
        self.path = path
        self.original = original
        self.index = index
        switch file {
        case .success(let known): (dataFile, problem) = (known, nil)
        case .failure(let error): (dataFile, problem) = (nil, error)
        }
        self.isURI = isURI
        self.exists = exists
    }
}

/// What a hierarchy was resolved for.
struct HierarchyIdentity: Hashable, Sendable {
    let path: String
    /// The values of the configuration's variables.
    let signature: [Value?]
}
