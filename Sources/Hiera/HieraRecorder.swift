/// Told of everything that a lookup read from the snapshot, so that a compile can be reused while that stays the same.
///
/// Variables are not told here: the caller's own `scope` closure sees those.
package protocol HieraRecorder {
    func record(_ read: HieraRead)
}

/// One thing that a lookup depended on; `HieraEngine.fingerprint(of:)` says what it was.
package enum HieraRead: Hashable, Sendable {
    /// A `hiera.yaml`, or its absence.
    case configuration(path: String)
    /// A module's root, or that there is no such module.
    case module(String)
    /// A root key in the first `count` data files of a hierarchy, whether the files and the key exist or not.
    case key(String, DataLevels, count: Int)
    /// The list of files that a pattern matched.
    case glob(pattern: String)
}

/// The data files of a hierarchy, the highest first. One for each resolved hierarchy, compared by identity.
package final class DataLevels: Hashable, Sendable {
    let files: [DataFileIdentity]

    init(files: [DataFileIdentity]) { self.files = files }

    /// Relative to the codedir.
    package var paths: [String] { files.map(\.path) }

    package static func == (left: DataLevels, right: DataLevels) -> Bool { left === right }

    package func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

/// A data file and how it is read.
struct DataFileIdentity: Hashable, Sendable {
    let path: String
    let format: DataFormat
}
