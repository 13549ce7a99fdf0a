import Foundation

/// A folder for the time of a command.
enum ScratchFolder {
    static func with<Result>(_ body: (_ path: String) async throws -> Result) async throws -> Result {
        let folder = FileManager.default.temporaryDirectory.appending(path: "bunraku-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(
            at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer {
            // What cannot be removed is the system's to clean up.
            try? FileManager.default.removeItem(at: folder)
        }
        return try await body(folder.path)
    }
}
