import Diagnostics
import Foundation

/// A file that the user named; an error says what it was to be, which one, and why it cannot be read.
enum InputFile {
    /// `what` goes between "cannot read" and the path: `the facts file`.
    static func bytes(_ path: String, _ what: String = "") throws -> [UInt8] {
        let subject = what.isEmpty ? path : "\(what) \(path)"
        if FileKind(at: path) == .folder { throw CommandFailure("cannot read \(subject): it is a folder") }
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw CommandFailure("cannot read \(subject): \(FileProblem.reason(error))")
        }
    }

    static func source(_ path: String, _ what: String = "") throws -> SourceFile {
        SourceFile(path: path, bytes: try bytes(path, what))
    }

    /// The text of a file; bytes that are not UTF-8 are replaced.
    static func text(_ path: String, _ what: String = "") throws -> String {
        String(decoding: try bytes(path, what), as: UTF8.self)
    }
}

/// A file that the user asked for.
enum OutputFile {
    /// Fails where the file could not be written, before anything else is done.
    static func check(_ path: String) throws {
        let folder = URL(filePath: path).deletingLastPathComponent().path
        guard FileManager.default.isWritableFile(atPath: folder) else {
            throw CommandFailure("cannot write \(path): the folder is not there, or may not be written to")
        }
    }

    /// Replaces the file in one step; it keeps its permissions.
    static func write(_ text: String, to path: String) throws {
        let files = FileManager.default
        let permissions = try? files.attributesOfItem(atPath: path)[.posixPermissions]
        do {
            try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
            if let permissions { try files.setAttributes([.posixPermissions: permissions], ofItemAtPath: path) }
        } catch {
            throw CommandFailure("cannot write \(path): \(FileProblem.reason(error))")
        }
    }
}

/// What the system said about a file, in a few words.
enum FileProblem {
    /// Of the last call that failed.
    static var last: String { String(cString: strerror(errno)).lowercased() }

    static func reason(_ error: any Error) -> String {
        if let code = (error as? CocoaError)?.underlying as? POSIXError {
            return String(cString: strerror(code.code.rawValue)).lowercased()
        }
        let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
        if let underlying, underlying.domain == NSPOSIXErrorDomain {
            return String(cString: strerror(Int32(truncatingIfNeeded: underlying.code))).lowercased()
        }
        return error.localizedDescription
    }
}
