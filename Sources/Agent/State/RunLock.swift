#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// `agent_catalog_run.lock`: one run at a time on one state directory.
///
/// The lock is the kernel's, on an open file, so it ends with the process however that ends; the process id
/// in the file is for people and for Puppet's tools.
struct RunLock: ~Copyable {
    private let descriptor: Int32

    private init(descriptor: Int32) { self.descriptor = descriptor }

    /// Nil when another run holds the lock.
    static func acquire(in directory: StateDirectory) throws(StateError) -> RunLock? {
        try directory.create()
        let path = directory.filePath("agent_catalog_run.lock")
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw StateError(path: path, reason: String(cString: strerror(errno))) }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            let reason = errno
            close(descriptor)
            if reason == EWOULDBLOCK { return nil }
            throw StateError(path: path, reason: String(cString: strerror(reason)))
        }
        let text = Array(String(getpid()).utf8)
        ftruncate(descriptor, 0)
        pwrite(descriptor, text, text.count, 0)
        return RunLock(descriptor: descriptor)
    }

    /// Ends the lock. The file stays, as a lock that is removed could be held twice.
    consuming func release() {}

    deinit {
        ftruncate(descriptor, 0)
        // Closing alone does not end the lock while a process that was just started still shares the open file.
        flock(descriptor, LOCK_UN)
        close(descriptor)
    }
}
