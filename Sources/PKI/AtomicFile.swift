import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `write(2)`, which the type's own `write` would hide.
private let systemWrite = write(_:_:_:) as @Sendable (Int32, UnsafeRawPointer?, Int) -> Int

/// Reads and writes small files so that a reader sees the old or the new text, never a part.
enum AtomicFile {
    /// Writes beside the file and renames. The permissions hold from the first byte on.
    static func write(_ text: String, to url: URL, permissions: UInt16) throws(PKIError) {
        let path = url.path
        let temporary = "\(path).\(UInt64.random(in: 0...UInt64.max)).new"
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode_t(permissions))
        guard descriptor >= 0 else { throw failure(path) }
        let isWritten = writeAll(Array(text.utf8), to: descriptor) && fsync(descriptor) == 0
        let failure = isWritten ? nil : failure(path)
        close(descriptor)
        if let failure {
            unlink(temporary)
            throw failure
        }
        guard rename(temporary, path) == 0 else {
            let failure = Self.failure(path)
            unlink(temporary)
            throw failure
        }
    }

    private static func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Bool {
        bytes.withUnsafeBytes { buffer in
            var rest = buffer[...]
            while let start = UnsafeRawBufferPointer(rebasing: rest).baseAddress, !rest.isEmpty {
                let count = systemWrite(descriptor, start, rest.count)
                if count > 0 {
                    rest = rest.dropFirst(count)
                } else if errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// The file's text, or nil if there is no such file.
    static func read(_ url: URL) throws(PKIError) -> String? {
        do {
            return String(decoding: try Data(contentsOf: url), as: UTF8.self)
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            return nil
        } catch {
            throw .storage(path: url.path, reason: "\(error)")
        }
    }

    /// Removes the file; one that is not there is no error.
    static func remove(_ url: URL) throws(PKIError) {
        guard unlink(url.path) == 0 || errno == ENOENT else { throw failure(url.path) }
    }

    static func failure(_ path: String) -> PKIError {
        .storage(path: path, reason: String(cString: strerror(errno)))
    }

    /// Holds an exclusive lock on a file while `body` runs; other threads and processes wait.
    static func withLock<Result>(
        on url: URL, _ body: () throws(PKIError) -> Result
    ) throws(PKIError) -> Result {
        let descriptor = open(url.path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure(url.path) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw failure(url.path) }
        }
        return try body()
    }
}
