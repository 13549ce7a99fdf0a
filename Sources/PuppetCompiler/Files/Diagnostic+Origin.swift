package import Diagnostics

extension Diagnostic {
    /// The same with the real paths of files that were reached through a symbolic link.
    package func atOrigin(in files: FileTree) -> Diagnostic {
        Diagnostic(
            id: id, severity: severity, message, at: place?.atOrigin(in: files),
            notes: notes.map { Note($0.message, at: $0.place?.atOrigin(in: files)) },
            callStack: callStack.map {
                CallFrame(subject: $0.subject, verb: $0.verb, place: $0.place?.atOrigin(in: files))
            })
    }
}

extension SourcePlace {
    fileprivate func atOrigin(in files: FileTree) -> SourcePlace {
        let origin = files.origin(of: file.path)
        return origin == file.path ? self : SourcePlace(file: SourceFile(path: origin, bytes: file.bytes), range: range)
    }
}
