import HTTPTypes
import Hummingbird

/// One route, and who may use it. There is no default for that, so none can be forgotten.
struct Route: Sendable {
    typealias Handler = @Sendable (Request, MasterRequestContext) async throws -> Response

    let method: HTTPRequest.Method
    /// With `:name` for the node or certificate that the route is about.
    let path: String
    let access: AccessPolicy.Access
    let handler: Handler

    static func get(_ path: String, _ access: AccessPolicy.Access, _ handler: @escaping Handler) -> Route {
        Route(method: .get, path: path, access: access, handler: handler)
    }

    static func put(_ path: String, _ access: AccessPolicy.Access, _ handler: @escaping Handler) -> Route {
        Route(method: .put, path: path, access: access, handler: handler)
    }

    static func post(_ path: String, _ access: AccessPolicy.Access, _ handler: @escaping Handler) -> Route {
        Route(method: .post, path: path, access: access, handler: handler)
    }

    static func delete(_ path: String, _ access: AccessPolicy.Access, _ handler: @escaping Handler) -> Route {
        Route(method: .delete, path: path, access: access, handler: handler)
    }
}

extension MasterRequestContext {
    /// The `:name` of the route.
    var name: String { parameters.get("name") ?? "" }
}

extension Request {
    /// The fields of the query.
    var query: FormFields { FormFields((uri.query ?? "").utf8) }
}
