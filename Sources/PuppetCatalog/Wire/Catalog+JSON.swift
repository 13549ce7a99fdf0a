package import JSON
import OrderedCollections
import PuppetTypes

extension Catalog {
    /// Puppet's catalog format.
    static let format = 2

    /// Puppet's catalog JSON, with rich data.
    package func json() -> JSON {
        var builder = JSONBuilder()
        write(to: &builder)
        return builder.value
    }

    /// The same as text.
    package func jsonBytes(_ layout: JSONWriter.Layout = .compact) -> [UInt8] {
        var writer = JSONWriter(layout: layout, capacity: estimatedSize)
        write(to: &writer)
        return writer.takeBytes()
    }

    /// Bytes of text; a guess that saves copying.
    private var estimatedSize: Int { 1280 * (1 + resources.count) }

    private func write(to sink: inout some JSONSink) {
        sink.beginObject()
        sink.name("tags")
        sink.strings(tags)
        sink.name("name")
        sink.string(name)
        sink.name("version")
        sink.string(version)
        sink.name("code_id")
        sink.optional(codeID)
        sink.name("catalog_uuid")
        sink.optional(uuid)
        sink.name("catalog_format")
        sink.integer(Self.format)
        sink.name("environment")
        sink.string(environment)
        sink.name("resources")
        sink.beginArray()
        for position in resources.indices { resources[position].write(to: &sink) }
        sink.endArray()
        sink.name("edges")
        sink.beginArray()
        for edge in edges { edge.write(to: &sink) }
        sink.endArray()
        sink.name("classes")
        sink.strings(classes)
        sink.endObject()
    }

    /// Of Puppet's catalog JSON. The text is never a tree as a whole.
    ///
    /// Throws `CatalogError`, and `JSONParser.Failure` for what is not JSON.
    package init(bytes: [UInt8]) throws {
        var catalog = Catalog(name: "", version: "", environment: "")
        var names: (node: String?, environment: String?)
        try JSONParser.visit(bytes) { name, value in
            if value.isNull || value == .array([]) { return }
            switch name {
            case "name": names.node = value.string
            case "environment": names.environment = value.string
            case "version": catalog.version = value.string ?? value.integer.map(String.init) ?? ""
            case "code_id": catalog.codeID = value.string
            case "catalog_uuid": catalog.uuid = value.string
            case "tags": catalog.tags.append(try Self.text(value, of: name))
            case "classes": catalog.classes.append(try Self.text(value, of: name))
            case "resources": catalog.resources.append(try Resource(json: value))
            case "edges": catalog.edges.append(try Edge(json: value))
            default: break
            }
        }
        guard let node = names.node, let environment = names.environment else {
            throw CatalogError("a catalog needs a name and an environment")
        }
        catalog.name = node
        catalog.environment = environment
        self = catalog
    }

    /// The node and the environment of a catalog's text, without reading all of it.
    package static func heading(_ bytes: [UInt8]) throws -> (name: String, environment: String) {
        struct Found: Error {}
        var (name, environment): (String?, String?)
        do {
            try JSONParser.visit(bytes) { member, value in
                if member == "name" { name = value.string }
                if member == "environment" { environment = value.string }
                if name != nil, environment != nil { throw Found() }
            }
        } catch is Found {
            // The rest is of no interest.
        }
        guard let name, let environment else { throw CatalogError("a catalog needs a name and an environment") }
        return (name, environment)
    }

    private static func text(_ value: JSON, of member: String) throws(CatalogError) -> String {
        guard let text = value.string else { throw CatalogError("\(member) holds something that is not a string") }
        return text
    }

}

extension Catalog.Edge {
    init(json: JSON) throws(CatalogError) {
        guard let source = json["source"]?.string.flatMap(ResourceReference.init),
            let target = json["target"]?.string.flatMap(ResourceReference.init)
        else { throw CatalogError("an edge needs a source and a target") }
        self.init(source: source, target: target)
    }

    func write(to sink: inout some JSONSink) {
        sink.beginObject()
        sink.name("source")
        sink.string(source.type, inBrackets: source.title)
        sink.name("target")
        sink.string(target.type, inBrackets: target.title)
        sink.endObject()
    }
}

extension Resource {
    func write(to sink: inout some JSONSink) {
        sink.beginObject()
        sink.name("type")
        sink.string(reference.type)
        sink.name("title")
        sink.string(reference.title)
        sink.name("tags")
        sink.strings(tags)
        if let file {
            sink.name("file")
            sink.string(file)
        }
        if let line {
            sink.name("line")
            sink.integer(line)
        }
        sink.name("exported")
        sink.boolean(isExported)
        sink.name("kind")
        sink.string(kind.rawValue)
        if !parameters.isEmpty {
            sink.name("parameters")
            writeParameters(to: &sink)
        }
        if !sensitiveParameters.isEmpty {
            sink.name("sensitive_parameters")
            sink.strings(sensitiveParameters)
        }
        sink.endObject()
    }

    func writeParameters(to sink: inout some JSONSink) {
        sink.beginObject()
        for (name, value) in parameters {
            sink.name(name)
            RichData.write(value, to: &sink)
        }
        sink.endObject()
    }

    package init(json: JSON) throws(CatalogError) {
        guard let members = json.object, let type = members["type"]?.string, let title = members["title"]?.string else {
            throw CatalogError("a resource needs a type and a title")
        }
        var parameters: OrderedDictionary<String, Value> = [:]
        for (name, value) in members["parameters"]?.object ?? [:] { parameters[name] = try RichData.value(value) }
        self.init(
            reference: ResourceReference(type: type, title: title), parameters: parameters,
            sensitiveParameters: try members.strings("sensitive_parameters"), tags: try members.strings("tags"),
            file: members["file"]?.string, line: members["line"]?.integer,
            isExported: members["exported"]?.boolean ?? false,
            kind: members["kind"]?.string.flatMap(Kind.init) ?? .unknown)
    }
}

extension JSONSink {
    mutating func optional(_ text: String?) {
        if let text { string(text) } else { null() }
    }
}

extension JSONObject {
    /// A member that is a list of strings; empty when it is missing.
    fileprivate func strings(_ name: String) throws(CatalogError) -> [String] {
        guard let member = self[name], !member.isNull else { return [] }
        guard let elements = member.array else { throw CatalogError("\(name) is not a list") }
        var strings: [String] = []
        for element in elements {
            guard let string = element.string else { throw CatalogError("\(name) holds what is not a string") }
            strings.append(string)
        }
        return strings
    }
}
