import JSON
import Kubernetes
import OrderedCollections

/// A request that failed, as the API server says it: a `Status` object with its HTTP code.
struct APIError: Error, Sendable {
    let code: Int
    let reason: String?
    let message: String
    /// Nil leaves `details` out.
    let details: JSON?
    let metadata: JSONObject

    init(_ code: Int, reason: String?, message: String, details: JSON? = nil, metadata: JSONObject = [:]) {
        self.code = code
        self.reason = reason
        self.message = message
        self.details = details
        self.metadata = metadata
    }

    var status: JSON {
        var result: JSONObject = [
            "kind": "Status", "apiVersion": "v1", "metadata": .object(metadata), "status": "Failure",
            "message": .string(message),
        ]
        if let reason { result["reason"] = .string(reason) }
        result["details"] = details
        result["code"] = .integer(code)
        return .object(result)
    }
}

extension APIError {
    static func badRequest(_ message: String) -> APIError {
        APIError(400, reason: "BadRequest", message: message)
    }

    static let unauthorized = APIError(401, reason: "Unauthorized", message: "Unauthorized")

    static let resourceNotFound = APIError(
        404, reason: "NotFound", message: "the server could not find the requested resource", details: .object([:]))

    static let methodNotAllowed = APIError(
        405, reason: "MethodNotAllowed", message: "the server does not allow this method on the requested resource",
        details: .object([:]))

    static let notAcceptable = APIError(
        406, reason: "NotAcceptable",
        message: "406: Not Acceptable\n\nAvailable representations: application/json, application/yaml, "
            + "application/vnd.kubernetes.protobuf", details: .object([:]))

    static let unsupportedMediaType = APIError(
        415, reason: "UnsupportedMediaType", message: "415: Unsupported Media Type", details: .object([:]))

    static func unknownFormat(
        accepted: [String] = ["application/json", "application/yaml", "application/vnd.kubernetes.protobuf"]
    ) -> APIError {
        APIError(
            415, reason: "UnsupportedMediaType",
            message: "the body of the request was in an unknown format - accepted media types include: "
                + accepted.joined(separator: ", "))
    }

    static let bodyTooLarge = APIError(
        413, reason: "RequestEntityTooLarge", message: "Request entity too large: limit is 3145728")

    static func notFound(_ resource: APIResource, name: String) -> APIError {
        APIError(
            404, reason: "NotFound", message: "\(resource.qualifiedPlural) \"\(name)\" not found",
            details: details(resource, name: name))
    }

    static func alreadyExists(_ resource: APIResource, name: String) -> APIError {
        APIError(
            409, reason: "AlreadyExists", message: "\(resource.qualifiedPlural) \"\(name)\" already exists",
            details: details(resource, name: name))
    }

    static func conflict(_ resource: APIResource, name: String, _ why: String) -> APIError {
        APIError(
            409, reason: "Conflict",
            message: "Operation cannot be fulfilled on \(resource.qualifiedPlural) \"\(name)\": \(why)",
            details: details(resource, name: name))
    }

    static func modified(_ resource: APIResource, name: String) -> APIError {
        conflict(
            resource, name: name,
            "the object has been modified; please apply your changes to the latest version and try again")
    }

    static func forbidden(_ resource: APIResource, name: String, _ why: String, causes: [JSON] = []) -> APIError {
        var details = details(resource, name: name)
        if !causes.isEmpty { details["causes"] = .array(causes) }
        return APIError(
            403, reason: "Forbidden", message: "\(resource.qualifiedPlural) \"\(name)\" is forbidden: \(why)",
            details: details)
    }

    /// 422, with a cause for every field.
    static func invalid(_ gvk: GroupVersionKind, name: String, _ problems: [FieldProblem]) -> APIError {
        let texts = problems.map { "\($0.field): \($0.message)" }
        let list = texts.count == 1 ? texts[0] : "[" + texts.joined(separator: ", ") + "]"
        var details = JSONObject()
        if !name.isEmpty { details["name"] = .string(name) }
        if !gvk.group.isEmpty { details["group"] = .string(gvk.group) }
        details["kind"] = .string(gvk.kind)
        details["causes"] = .array(problems.map(\.cause))
        return APIError(
            422, reason: "Invalid",
            message: "\(GroupKind(group: gvk.group, kind: gvk.kind)) \"\(name)\" is invalid: \(list)",
            details: .object(details))
    }

    /// 500 without a reason: what the server's generic error path answers.
    static func failed(_ message: String) -> APIError { APIError(500, reason: nil, message: message) }

    private static func details(_ resource: APIResource, name: String) -> JSON {
        var details: JSONObject = ["name": .string(name)]
        if !resource.gvk.group.isEmpty { details["group"] = .string(resource.gvk.group) }
        details["kind"] = .string(resource.plural)
        return .object(details)
    }
}

/// What is wrong with one field of an object.
struct FieldProblem: Hashable, Sendable {
    let reason: String
    let field: String
    let message: String

    var cause: JSON {
        .object(["reason": .string(reason), "message": .string(message), "field": .string(field)])
    }

    static func required(_ field: String, _ detail: String = "") -> FieldProblem {
        FieldProblem(
            reason: "FieldValueRequired", field: field,
            message: detail.isEmpty ? "Required value" : "Required value: \(detail)")
    }

    static func invalid(_ field: String, _ value: JSON, _ detail: String) -> FieldProblem {
        FieldProblem(
            reason: "FieldValueInvalid", field: field, message: "Invalid value: \(JSONWriter.text(value)): \(detail)")
    }

    static func forbidden(_ field: String, _ detail: String) -> FieldProblem {
        FieldProblem(reason: "FieldValueForbidden", field: field, message: "Forbidden: \(detail)")
    }

    static func duplicate(_ field: String, _ value: JSON) -> FieldProblem {
        FieldProblem(
            reason: "FieldValueDuplicate", field: field, message: "Duplicate value: \(JSONWriter.text(value))")
    }

    static func tooLong(_ field: String, limit: Int) -> FieldProblem {
        FieldProblem(
            reason: "FieldValueTooLong", field: field, message: "Too long: may not be more than \(limit) bytes")
    }

    static func notSupported(_ field: String, _ value: JSON, _ supported: [String]) -> FieldProblem {
        let list = supported.map { "\"\($0)\"" }.joined(separator: ", ")
        return FieldProblem(
            reason: "FieldValueNotSupported", field: field,
            message: "Unsupported value: \(JSONWriter.text(value)): supported values: \(list)")
    }
}

extension APIResource {
    /// `deployments.apps`, or `pods` in the core group.
    var qualifiedPlural: String { gvk.group.isEmpty ? plural : "\(plural).\(gvk.group)" }
}
