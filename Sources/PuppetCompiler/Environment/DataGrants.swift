/// Which folders of data outside of its own an environment may read; that is decided outside of the environment.
package struct DataGrants: Sendable {
    private let folders: [String: [String]]?

    /// The folders by the environment's name, relative to the codedir, without `.` and `..`. An environment that is not
    /// named reads its own files only.
    package init(_ folders: [String: [String]]) { self.folders = folders }

    private init() { folders = nil }

    /// Every environment reads `hieradata`.
    package static let shared = DataGrants()

    package func folders(of environment: String) -> [String] {
        guard let folders else { return ["hieradata"] }
        return folders[environment] ?? []
    }
}
