import Foundation

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A directory of the agent's own files: readable by its owner only, each file replaced as a whole.
package struct StateDirectory: Sendable {
    package let path: String

    package init(path: String) { self.path = path }

    /// Makes the directory, for its owner only, when it is not there.
    func create() throws(StateError) {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw StateError(path: path, reason: Self.reason(error))
        }
    }

    func subdirectory(_ name: String) -> StateDirectory { StateDirectory(path: "\(path)/\(name)") }

    func filePath(_ name: String) -> String { "\(path)/\(name)" }

    func read(_ name: String) throws(StateError) -> [UInt8]? {
        do {
            return Array(try Data(contentsOf: URL(filePath: filePath(name))))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            return nil
        } catch {
            throw StateError(path: filePath(name), reason: Self.reason(error))
        }
    }

    /// Writes beside the file and renames: a reader, and a crash, see the old content or the new.
    func write(_ bytes: [UInt8], to name: String) throws(StateError) {
        try create()
        let target = filePath(name)
        let temporary = "\(target).\(UInt64.random(in: 0...UInt64.max)).new"
        guard FileManager.default.createFile(atPath: temporary, contents: nil, attributes: [.posixPermissions: 0o600])
        else { throw StateError(path: target, reason: "cannot create a file beside it") }
        do {
            let handle = try FileHandle(forWritingTo: URL(filePath: temporary))
            defer { try? handle.close() }
            try handle.write(contentsOf: Data(bytes))
            try handle.synchronize()
        } catch {
            unlink(temporary)
            throw StateError(path: target, reason: Self.reason(error))
        }
        guard rename(temporary, target) == 0 else {
            let reason = String(cString: strerror(errno))
            unlink(temporary)
            throw StateError(path: target, reason: reason)
        }
    }

    /// When a file was last written, or said to be; nil when it is not there.
    func modified(_ name: String) -> Date? {
        (try? FileManager.default.attributesOfItem(atPath: filePath(name)))?[.modificationDate] as? Date
    }

    func setModified(_ name: String, _ date: Date) throws(StateError) {
        do {
            try FileManager.default.setAttributes([.modificationDate: date], ofItemAtPath: filePath(name))
        } catch let error as CocoaError where error.code == .fileNoSuchFile || error.code == .fileReadNoSuchFile {
            return
        } catch {
            throw StateError(path: filePath(name), reason: Self.reason(error))
        }
    }

    /// Removes a file; one that is not there is no error.
    func remove(_ name: String) throws(StateError) {
        guard unlink(filePath(name)) == 0 || errno == ENOENT else {
            throw StateError(path: filePath(name), reason: String(cString: strerror(errno)))
        }
    }

    /// The names in the directory, sorted; none when it is not there.
    func names() -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []).sorted()
    }

    static func reason(_ error: any Error) -> String {
        let error = error as NSError
        return (error.userInfo[NSUnderlyingErrorKey] as? NSError ?? error).localizedDescription
    }
}

/// A file of the agent's that could not be read or written.
package struct StateError: Error, Hashable, CustomStringConvertible {
    package let path: String
    package let reason: String
    package var description: String { "\(path): \(reason)" }
}
