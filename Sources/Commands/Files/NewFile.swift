import Foundation

/// A file that must not be there yet.
enum NewFile {
    /// - Parameter name: What an error calls the file, if not by its path.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t, for name: String? = nil) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode & 0o600)
        guard descriptor >= 0 else { throw CommandFailure("cannot write \(name ?? path): \(FileProblem.last)") }
        defer { close(descriptor) }
        guard OpenFile.write(bytes, to: descriptor), fchmod(descriptor, mode) == 0, fsync(descriptor) == 0 else {
            let problem = FileProblem.last
            unlink(path)
            throw CommandFailure("cannot write \(name ?? path): \(problem)")
        }
    }
}
