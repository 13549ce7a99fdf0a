package import Foundation

/// Where test input lies, found from this file's own place.
package enum Fixtures {
    /// The top of the package.
    package static let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// `Tests/Fixtures/<path>`.
    package static func url(_ path: String) -> URL {
        packageRoot.appending(path: "Tests/Fixtures").appending(path: path)
    }

    /// The lines of a fixture, without empty ones.
    package static func lines(_ path: String) throws -> [String] {
        try String(contentsOf: url(path), encoding: .utf8).split(separator: "\n").map(String.init)
    }
}
