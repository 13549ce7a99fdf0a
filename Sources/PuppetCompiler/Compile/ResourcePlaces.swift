package import Diagnostics
package import PuppetCatalog

/// Finds the manifest line of a resource, for errors about it.
package struct ResourcePlaces: Sendable {
    private let files: FileTree

    package init(files: FileTree) { self.files = files }

    /// The whole line on which the resource is declared, or nil where that is not known.
    package func place(_ resource: Resource) -> SourcePlace? {
        guard let path = resource.file, let line = resource.line, let bytes = files[path: path] else { return nil }
        let file = SourceFile(path: path, bytes: bytes)
        let text = file.line(line) ?? ""
        let indent = text.utf8.prefix { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }.count
        let start = file.offset(line: line, byteColumn: indent + 1)
        return SourcePlace(file: file, range: SourceRange(start, start + max(text.utf8.count - indent, 1)))
    }
}
