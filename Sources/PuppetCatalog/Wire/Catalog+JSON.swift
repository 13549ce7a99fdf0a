package import JSON
import OrderedCollections
import PuppetTypes

extension Catalog {
    /// Puppet's catalog format.
    static let format = 2

    /// Puppet's catalog JSON, with rich data.
    package func json() -> JSON {
        var members = content()
        members.updateValue(.string(version), forKey: "version", insertingAt: 2)
        members.updateValue(uuid.map(JSON.string) ?? .null, forKey: "catalog_uuid", insertingAt: 4)
        return .object(members)
    }

    /// Everything but the version and the uuid, which change without the content changing.
    func content() -> JSONObject {
        [
            "tags": .strings(tags),
            "name": .string(name),
            "code_id": codeID.map(JSON.string) ?? .null,
            "catalog_format": .integer(Self.format),
            "environment": .string(environment),
            "resources": .array(resources.map { $0.json() }),
            "edges": .array(
                edges.map { ["source": .string($0.source.description), "target": .string($0.target.description)] }),
            "classes": .strings(classes),
        ]
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

extension Resource {
    package func json() -> JSON {
        var members: JSONObject = [
            "type": .string(reference.type), "title": .string(reference.title), "tags": .strings(tags),
        ]
        if let file { members["file"] = .string(file) }
        if let line { members["line"] = .integer(line) }
        members["exported"] = .boolean(isExported)
        members["kind"] = .string(kind.rawValue)
        if !parameters.isEmpty {
            var values = JSONObject(minimumCapacity: parameters.count)
            for (name, value) in parameters { values[name] = RichData.json(value) }
            members["parameters"] = .object(values)
        }
        if !sensitiveParameters.isEmpty { members["sensitive_parameters"] = .strings(sensitiveParameters) }
        return .object(members)
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

extension JSON {
    static func strings(_ strings: [String]) -> JSON { .array(strings.map(JSON.string)) }
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
