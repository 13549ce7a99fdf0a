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

    package init(json: JSON) throws(CatalogError) {
        guard let members = json.object else { throw CatalogError("a catalog is not a JSON object") }
        guard let name = members["name"]?.string, let environment = members["environment"]?.string else {
            throw CatalogError("a catalog needs a name and an environment")
        }
        self.init(
            name: name, version: Self.version(members["version"]), codeID: members["code_id"]?.string,
            uuid: members["catalog_uuid"]?.string, environment: environment,
            tags: try members.strings("tags"), classes: try members.strings("classes"))
        for resource in members["resources"]?.array ?? [] { resources.append(try Resource(json: resource)) }
        for edge in members["edges"]?.array ?? [] {
            guard let source = edge["source"]?.string.flatMap(ResourceReference.init),
                let target = edge["target"]?.string.flatMap(ResourceReference.init)
            else { throw CatalogError("an edge needs a source and a target") }
            edges.append(Edge(source: source, target: target))
        }
    }

    /// Puppet writes a number unless `config_version` printed something.
    private static func version(_ json: JSON?) -> String {
        json?.string ?? json?.integer.map(String.init) ?? ""
    }
}

extension Catalog.Edge {
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
