import Foundation

/// New contents for files that are there, put in place together: all of them or none.
enum FileReplacements {
    struct Change {
        let path: String
        /// What was read; nil for a file that was not there. A file that is another by now is not written over.
        let old: [UInt8]?
        let new: [UInt8]
    }

    static func apply(_ changes: [Change]) throws {
        var staged: [(change: Change, target: String, temporary: String)] = []
        defer { for file in staged { unlink(file.temporary) } }
        for change in changes {
            // A symbolic link stays one: what it leads to is replaced.
            let target = URL(filePath: change.path).resolvingSymlinksInPath().path
            try check(change)
            staged.append((change, target, try stage(change, beside: target)))
        }
        for (index, file) in staged.enumerated() {
            do {
                try check(file.change)
                guard rename(file.temporary, file.target) == 0 else {
                    throw CommandFailure("cannot write \(file.change.path): \(FileProblem.last)")
                }
            } catch {
                undo(staged[..<index].map(\.change))
                throw error
            }
        }
    }

    private static func check(_ change: Change) throws {
        let current = FileManager.default.contents(atPath: change.path).map { [UInt8]($0) }
        guard current == change.old else {
            throw CommandFailure("\(change.path) was changed by somebody else meanwhile; it is left as it is")
        }
    }

    /// Writes the new content beside the file, with the file's owner and permissions.
    private static func stage(_ change: Change, beside target: String) throws -> String {
        let old = try? FileManager.default.attributesOfItem(atPath: target)
        let mode = (old?[.posixPermissions] as? NSNumber).map { mode_t($0.uint32Value) } ?? 0o644
        let temporary = "\(target).\(UUID().uuidString.prefix(8)).tmp"
        try NewFile.write(change.new, to: temporary, mode: mode, for: change.path)
        if let user = (old?[.ownerAccountID] as? NSNumber)?.uint32Value,
            let group = (old?[.groupOwnerAccountID] as? NSNumber)?.uint32Value, user != geteuid() || group != getegid()
        {
            // Only root may give a file away; for others it becomes their own, as with every editor.
            _ = chown(temporary, user, group)
            _ = chmod(temporary, mode)
        }
        return temporary
    }

    /// Best effort: what was written already gets its old content again.
    private static func undo(_ changes: [Change]) {
        for change in changes {
            guard let old = change.old else {
                unlink(change.path)
                continue
            }
            try? apply([Change(path: change.path, old: change.new, new: old)])
        }
    }
}
