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

/// Writes a catalog's `content()` in canonical JSON into a hash. Members are written in the order of their names.
private struct CatalogDigest {
    private static let chunk = 1 << 16

    private var writer = JSONWriter(.canonical)
    private var hash = SHA256()

    mutating func add(_ catalog: Catalog) {
        writer.beginObject()
        writer.beginMember("catalog_format")
        writer.write(Catalog.format)
        add("classes", catalog.classes)
        writer.beginMember("code_id")
        if let codeID = catalog.codeID { writer.write(codeID) } else { writer.writeNull() }
        writer.beginMember("edges")
        add(catalog.edges)
        add("environment", catalog.environment)
        add("name", catalog.name)
        writer.beginMember("resources")
        writer.beginArray()
        for position in catalog.resources.indices {
            writer.beginElement()
            add(catalog.resources[position])
            hashIfMuch()
        }
        writer.endArray()
        add("tags", catalog.tags)
        writer.endObject()
    }

    private mutating func add(_ edges: [Catalog.Edge]) {
        writer.beginArray()
        for edge in edges {
            writer.beginElement()
            writer.beginObject()
            add("source", edge.source.description)
            add("target", edge.target.description)
            writer.endObject()
            hashIfMuch()
        }
        writer.endArray()
    }

    private mutating func add(_ resource: Resource) {
        writer.beginObject()
        writer.beginMember("exported")
        writer.write(resource.isExported)
        if let file = resource.file { add("file", file) }
        add("kind", resource.kind.rawValue)
        if let line = resource.line {
            writer.beginMember("line")
            writer.write(line)
        }
        if !resource.parameters.isEmpty {
            writer.beginMember("parameters")
            writer.beginObject()
            for position in resource.parameters.keys.elements.utf8Order {
                writer.beginMember(resource.parameters.keys[position])
                RichData.write(resource.parameters.values[position], canonicallyTo: &writer)
            }
            writer.endObject()
        }
        if !resource.sensitiveParameters.isEmpty { add("sensitive_parameters", resource.sensitiveParameters) }
        add("tags", resource.tags)
        add("title", resource.reference.title)
        add("type", resource.reference.type)
        writer.endObject()
    }

    private mutating func add(_ name: String, _ text: String) {
        writer.beginMember(name)
        writer.write(text)
    }

    private mutating func add(_ name: String, _ texts: [String]) {
        writer.beginMember(name)
        writer.beginArray()
        for text in texts {
            writer.beginElement()
            writer.write(text)
        }
        writer.endArray()
    }

    private mutating func hashIfMuch() {
        if writer.bytes.count > Self.chunk { hashBytes() }
    }

    private mutating func hashBytes() {
        hash.update(data: writer.bytes)
        writer.removeBytes()
    }

    mutating func hexadecimal() -> String {
        hashBytes()
        var text: [UInt8] = []
        text.reserveCapacity(64)
        let digits = Array("0123456789abcdef".utf8)
        for byte in hash.finalize() {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
