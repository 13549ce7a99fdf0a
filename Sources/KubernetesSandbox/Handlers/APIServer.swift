import JSON
import Kubernetes
import OrderedCollections
import Synchronization

/// The API server without HTTP: requests in, answers out, against a store.
///
/// Handlers are synchronous. A write reads an object, computes its new state, and stores it if the object is still
/// the same; else it begins again.
final class APIServer: Sendable {
    let configuration: SandboxConfiguration
    let store: ObjectStore
    let counters = RequestCounters()
    let faults: FaultInjector
    private let servedResources: Mutex<ServedResources>
    private let addresses: Mutex<AddressPool>

    init(configuration: SandboxConfiguration) {
        self.configuration = configuration
        store = ObjectStore(historyLimit: configuration.historyLimit, from: configuration.start?.objects)
        addresses = Mutex(configuration.start?.addresses ?? AddressPool())
        faults = FaultInjector(configuration.faults)
        servedResources = Mutex(ServedResources(definitions: []))
    }

    /// What another sandbox can start from.
    var snapshot: SandboxSnapshot {
        SandboxSnapshot(objects: store.snapshot, addresses: addresses.withLock { $0 })
    }

    var served: ServedResources { servedResources.withLock { $0 } }

    /// The time to write into objects, RFC 3339 in whole seconds.
    var now: String { Timestamp.text(secondsSinceEpoch: configuration.now()) }

    /// Serves the kinds of the CustomResourceDefinitions that are stored now.
    func reloadDefinitions() {
        let definitions = store.list(.customResourceDefinitions).objects.filter { definition in
            let conditions = definition[path: "status", "conditions"]?.array ?? []
            return conditions.contains { $0["type"] == "Established" && $0["status"] == "True" }
        }
        let resources = ServedResources(definitions: definitions)
        servedResources.withLock { $0 = resources }
    }

    func withAddresses<Result: Sendable>(_ body: (inout sending AddressPool) -> sending Result) -> Result {
        addresses.withLock(body)
    }

    func respond(to request: APIRequest) -> APIResponse {
        do {
            return try answer(request)
        } catch {
            return .json(error.status, status: error.code)
        }
    }

    private func answer(_ request: APIRequest) throws(APIError) -> APIResponse {
        let target = RequestTarget(path: request.path, served: served)
        let request = try admitted(request, target)
        switch target {
        case .resource(let target):
            var response = try answer(request, target)
            response.warnings += Self.deprecations[target.served.gvk] ?? []
            return response
        case .document(let steps): return try document(steps, request)
        case .unknownResource: throw .resourceNotFound
        case .unknown: return .pageNotFound
        }
    }

    /// What the server says of kinds that it still serves but would rather not.
    private static let deprecations: [GroupVersionKind: [String]] = [
        GroupVersionKind(group: "", version: "v1", kind: "Endpoints"): [
            "v1 Endpoints is deprecated in v1.33+; use discovery.k8s.io/v1 EndpointSlice"
        ],
        GroupVersionKind(group: "", version: "v1", kind: "ComponentStatus"): [
            "v1 ComponentStatus is deprecated in v1.19+"
        ],
    ]

    /// The request with who asks, where that one may.
    private func admitted(_ request: APIRequest, _ target: RequestTarget) throws(APIError) -> APIRequest {
        let isHealthCheck = ["/healthz", "/livez", "/readyz", "/version"].contains(request.path)
        guard request.user == nil, !isHealthCheck else { return request }
        var request = request
        let user = try effectiveUser(try user(of: request), request)
        request.user = user
        try authorize(user, request, target)
        return request
    }

    /// Whether a request comes from one who may change the sandbox itself.
    func isAuthenticated(_ request: APIRequest) -> Bool {
        guard let user = try? user(of: request) else { return false }
        return !configuration.authorizesByRoles || user.isPrivileged
    }

    /// Nil for what is no resource, or has no such verb.
    func verb(of request: APIRequest) -> Verb? {
        guard case .resource(let target) = RequestTarget(path: request.path, served: served) else { return nil }
        return try? Verb(request, target)
    }

    private func answer(
        _ request: APIRequest, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) -> APIResponse {
        let verb = try Verb(request, target)
        counters.count(verb, isDryRun: request.isDryRun)
        if !target.subresource.isEmpty { return try subresource(request, target, verb) }
        guard target.resource.verbs.contains(verb.resourceVerb) else { throw .methodNotAllowed }
        switch verb {
        case .get: return try get(request, target)
        case .list: return try list(request, target)
        case .watch: return try watch(request, target)
        case .create: return try create(request, target)
        case .update: return try update(request, target)
        case .patch, .apply: return try patch(request, target)
        case .delete: return try delete(request, target)
        case .deleteCollection: return try deleteCollection(request, target)
        }
    }
}

/// What a request does, in the words of Kubernetes' authorisation.
package enum Verb: String, Hashable, Sendable, CaseIterable {
    case get, list, watch, create, update, patch, apply, delete
    case deleteCollection = "deletecollection"

    var resourceVerb: String { self == .apply ? "patch" : rawValue }

    /// Whether the verb changes objects.
    package var isWrite: Bool {
        switch self {
        case .get, .list, .watch: false
        case .create, .update, .patch, .apply, .delete, .deleteCollection: true
        }
    }

    init(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) {
        let isCollection = target.name == nil
        switch request.method {
        case "GET" where isCollection: self = request.query.isTrue("watch") ? .watch : .list
        case "GET": self = request.query.isTrue("watch") && target.subresource.isEmpty ? .watch : .get
        case "POST" where isCollection || !target.subresource.isEmpty: self = .create
        case "PUT" where !isCollection: self = .update
        case "PATCH" where !isCollection:
            self = request.mediaType.hasPrefix("application/apply-patch+") ? .apply : .patch
        case "DELETE": self = isCollection ? .deleteCollection : .delete
        default: throw .methodNotAllowed
        }
    }
}

extension GroupResource {
    static let customResourceDefinitions = GroupResource(
        group: "apiextensions.k8s.io", plural: "customresourcedefinitions")
    static let namespaces = GroupResource(group: "", plural: "namespaces")
}
