import JSON
import OrderedCollections

/// Something that a user wants to do.
struct AccessRequest: Sendable {
    let user: UserInfo
    let verb: String
    let object: Object

    enum Object: Sendable {
        case resource(Resource)
        case path(String)
    }

    struct Resource: Sendable {
        let group: String
        let plural: String
        var subresource = ""
        /// Empty for the cluster.
        var namespace = ""
        var name = ""
    }

    init(_ user: UserInfo, _ verb: String, _ object: Object) {
        self.user = user
        self.verb = verb
        self.object = object
    }

    /// The `resourceAttributes` or `nonResourceAttributes` of a review; nil where it has neither.
    init?(_ user: UserInfo, review spec: JSON?) {
        if let attributes = spec?["resourceAttributes"] {
            func text(_ name: String) -> String { attributes[name]?.string ?? "" }
            self.init(
                user, text("verb"),
                .resource(
                    Resource(
                        group: text("group"), plural: text("resource"), subresource: text("subresource"),
                        namespace: text("namespace"), name: text("name"))))
        } else if let attributes = spec?["nonResourceAttributes"] {
            self.init(user, attributes["verb"]?.string ?? "", .path(attributes["path"]?.string ?? ""))
        } else {
            return nil
        }
    }

    /// The refusal, in the server's words.
    func refusal(_ reason: String) -> APIError {
        let who = "User \(JSONWriter.text(.string(user.name))) cannot \(verb)"
        let why = reason.isEmpty ? "" : ": \(reason)"
        switch object {
        case .path(let path):
            return APIError(
                403, reason: "Forbidden",
                message: "forbidden: \(who) path \(JSONWriter.text(.string(path)))\(why)", details: .object([:]))
        case .resource(let resource):
            let full = resource.subresource.isEmpty ? resource.plural : "\(resource.plural)/\(resource.subresource)"
            let place =
                resource.namespace.isEmpty ? "at the cluster scope" : "in the namespace \"\(resource.namespace)\""
            let qualified = resource.group.isEmpty ? resource.plural : "\(resource.plural).\(resource.group)"
            var details: JSONObject = [:]
            if !resource.name.isEmpty { details["name"] = .string(resource.name) }
            if !resource.group.isEmpty { details["group"] = .string(resource.group) }
            details["kind"] = .string(resource.plural)
            return APIError(
                403, reason: "Forbidden",
                message: "\(qualified) \(resource.name.isEmpty ? "" : "\"\(resource.name)\" ")is forbidden: \(who) "
                    + "resource \"\(full)\" in API group \"\(resource.group)\" \(place)\(why)",
                details: .object(details))
        }
    }
}
