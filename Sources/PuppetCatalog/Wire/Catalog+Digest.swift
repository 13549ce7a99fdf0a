import Crypto
import JSON
import OrderedCollections

extension Catalog {
    /// SHA-256 in hexadecimal over the canonical JSON of everything but the version and the uuid.
    ///
    /// Secrets count, so that a changed secret is a changed catalog; resources and edges count in their order.
    /// The text is hashed as it is written and never whole: for a large catalog it is megabytes.
    package var digest: String {
        var digest = CatalogDigest()
        digest.add(self)
        return digest.hexadecimal()
    }
}

/// Writes a catalog in canonical JSON into a hash.
private struct CatalogDigest {
    private static let chunk = 1 << 16

    private var writer = JSONWriter(layout: .canonical, capacity: chunk * 2)
    private var hash = SHA256()

    /// The members in the order of their names, so that what is written may be taken at any time.
    mutating func add(_ catalog: Catalog) {
        writer.beginOrderedObject()
        writer.name("catalog_format")
        writer.integer(Catalog.format)
        writer.name("classes")
        writer.strings(catalog.classes)
        writer.name("code_id")
        writer.optional(catalog.codeID)
        writer.name("edges")
        writer.beginArray()
        for edge in catalog.edges {
            edge.write(to: &writer)
            hashIfMuch()
        }
        writer.endArray()
        writer.name("environment")
        writer.string(catalog.environment)
        writer.name("name")
        writer.string(catalog.name)
        writer.name("resources")
        writer.beginArray()
        for position in catalog.resources.indices {
            catalog.resources[position].writeSorted(to: &writer)
            hashIfMuch()
        }
        writer.endArray()
        writer.name("tags")
        writer.strings(catalog.tags)
        writer.endObject()
    }

    private mutating func hashIfMuch() {
        if writer.byteCount > Self.chunk { hashBytes() }
    }

    private mutating func hashBytes() {
        writer.drain { hash.update(bufferPointer: $0) }
    }

    mutating func hexadecimal() -> String {
        hashBytes()
        return Hexadecimal.text(hash.finalize().withUnsafeBytes { Array($0) })
    }
}

extension Resource {
    /// Writes what `write` writes, with the members in the order of their names: that saves sorting the text.
    fileprivate func writeSorted(to writer: inout JSONWriter) {
        writer.beginOrderedObject()
        writer.name("exported")
        writer.boolean(isExported)
        if let file {
            writer.name("file")
            writer.string(file)
        }
        writer.name("kind")
        writer.string(kind.rawValue)
        if let line {
            writer.name("line")
            writer.integer(line)
        }
        if !parameters.isEmpty {
            writer.name("parameters")
            writeParameters(to: &writer)
        }
        if !sensitiveParameters.isEmpty {
            writer.name("sensitive_parameters")
            writer.strings(sensitiveParameters)
        }
        writer.name("tags")
        writer.strings(tags)
        writer.name("title")
        writer.string(reference.title)
        writer.name("type")
        writer.string(reference.type)
        writer.endObject()
    }
}
