import Foundation

/// Reads of the disk by the system's own calls: thousands of small files are no place for Foundation's objects.
enum DiskFile {
    enum Kind {
        case regular, directory, symbolicLink, other
    }

    /// What a path names, a symbolic link itself; nil where there is nothing.
    static func kind(_ path: String) -> Kind? {
        var status = stat()
        guard lstat(path, &status) == 0 else { return nil }
        switch status.st_mode & S_IFMT {
        case S_IFREG: return .regular
        case S_IFDIR: return .directory
        case S_IFLNK: return .symbolicLink
        default: return .other
        }
    }

    /// The path without symbolic links; nil where it leads nowhere.
    static func realPath(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The names in a folder, without `.` and `..`, in the disk's order.
    static func names(_ path: String) throws(DirectoryReader.Failure) -> [String] {
        guard let folder = opendir(path) else { throw failure(path) }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) { name in
                name.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: name.pointee)) {
                    String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names
    }

    /// The content of a file; nil for one that is larger.
    static func content(_ path: String, atMost limit: Int) throws(DirectoryReader.Failure) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(path) }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure(path) }
        let size = Int(status.st_size)
        guard size <= limit else { return nil }
        var isWhole = true
        let content = [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
            while count < size {
                let part = read(descriptor, buffer.baseAddress.map { $0 + count }, size - count)
                if part < 0, errno == EINTR { continue }
                isWhole = part >= 0
                guard part > 0 else { return }
                count += part
            }
        }
        guard isWhole else { throw failure(path) }
        return content
    }

    private static func failure(_ path: String) -> DirectoryReader.Failure {
        .unreadable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
}
