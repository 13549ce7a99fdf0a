import Diagnostics
import JSON
import Kubernetes
import OrderedCollections
import YAML

/// Reading what clients send.
extension APIServer {
    /// The object in a body, JSON or YAML.
    func object(in request: APIRequest, for served: ServedResource) throws(APIError) -> JSON {
        switch request.mediaType {
        case "application/json", "": return try json(request.body, kind: served.gvk.kind)
        case "application/yaml": return try yaml(request.body)
        case "application/vnd.kubernetes.protobuf":
            guard let object = try? ProtobufReader.object(request.body) else { throw .unsupportedMediaType }
            return object
        default: throw .unknownFormat()
        }
    }

    /// Deeper objects than this are refused: real ones end at about fifty levels.
    private static let maximumDepth = 256

    func json(_ body: [UInt8], kind: String) throws(APIError) -> JSON {
        do {
            return try JSONParser.parse(body, maximumDepth: Self.maximumDepth)
        } catch {
            let text = String(decoding: body.prefix(1024), as: UTF8.self)
            throw .badRequest(
                "the object provided is unrecognized (must be of type \(kind)): couldn't get version/kind; json parse "
                    + "error: \(Self.goError(error, body)) (\(text))")
        }
    }

    func yaml(_ body: [UInt8]) throws(APIError) -> JSON {
        // Most appliers send JSON, which is YAML too and much faster to read.
        if body.first == UInt8(ascii: "{"), let object = try? JSONParser.parse(body, maximumDepth: Self.maximumDepth) {
            return object
        }
        let (documents, diagnostics) = YAMLParser.parse(SourceFile(path: "body", bytes: body))
        if let problem = diagnostics.first(where: { $0.severity == .error }) {
            throw .badRequest("error decoding YAML: \(problem.message.text)")
        }
        guard let document = documents.first else { throw .badRequest("error decoding YAML: the body is empty") }
        return document.json()
    }

    /// A syntax error in the words of Go's JSON decoder.
    private static func goError(_ failure: JSONParser.Failure, _ body: [UInt8]) -> String {
        guard failure.offset < body.count else { return "unexpected end of JSON input" }
        let character = String(decoding: [body[failure.offset]], as: UTF8.self)
        let place =
            failure.message == "expected a member name"
            ? "looking for beginning of object key string" : "looking for beginning of value"
        return "invalid character '\(character)' \(place)"
    }

    /// The writer of a request.
    func writer(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) -> ObjectWriter {
        ObjectWriter(
            served: target.served, namespace: target.namespace,
            subresource: ["status", "scale"].contains(target.subresource) ? target.subresource : "",
            manager: request.fieldManager, time: now, user: request.user)
    }

    /// Treats fields that are not known as the request wants: an error, a warning, or nothing.
    func warnings(
        _ unknownFields: [String], _ request: APIRequest, _ served: ServedResource
    ) throws(APIError) -> [String] {
        guard !unknownFields.isEmpty else { return [] }
        let texts = unknownFields.map { "unknown field \"\($0)\"" }
        switch request.query["fieldValidation"] {
        case "Ignore": return []
        case "Strict":
            throw .badRequest(
                "\(served.gvk.kind) in version \"\(served.gvk.version)\" cannot be handled as a \(served.gvk.kind): "
                    + "strict decoding error: \(texts.joined(separator: ", "))")
        default: return texts
        }
    }

    /// Puts an object into the request's namespace.
    func place(_ object: JSON, in target: RequestTarget.ResourceTarget) throws(APIError) -> JSON {
        var result = object
        let namespace = object.namespace
        guard target.resource.namespaced else {
            result.editMetadata { $0["namespace"] = nil }
            return result
        }
        guard let wanted = target.namespace else { throw .methodNotAllowed }
        guard namespace.isEmpty || namespace == wanted else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        result.editMetadata { $0["namespace"] = .string(wanted) }
        return result
    }

    func checkName(_ object: JSON, is name: String) throws(APIError) {
        guard object.name == name || object.name.isEmpty else {
            throw .badRequest(
                "the name of the object (\(object.name)) does not match the name on the URL (\(name))")
        }
    }

    /// New objects need a namespace that is there to stay.
    func checkNamespace(_ target: RequestTarget.ResourceTarget, name: String) throws(APIError) {
        guard target.resource.namespaced, let name = target.namespace else { return }
        let key = ObjectKey(resource: .namespaces, namespace: "", name: name)
        guard let namespace = store.get(key) else {
            throw APIError(
                404, reason: "NotFound", message: "namespaces \"\(name)\" not found",
                details: ["name": .string(name), "kind": "namespaces"])
        }
        guard namespace.isTerminating else { return }
        throw .forbidden(
            target.resource, name: name,
            "unable to create new content in namespace \(name) because it is being terminated",
            causes: [
                [
                    "reason": "NamespaceTerminating", "message": .string("namespace \(name) is being terminated"),
                    "field": "metadata.namespace",
                ]
            ])
    }
}
