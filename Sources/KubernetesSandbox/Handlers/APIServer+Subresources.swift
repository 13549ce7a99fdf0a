import JSON
import Kubernetes
import OrderedCollections

/// `status`, `scale`, `log` and the other parts of an object that have their own address.
extension APIServer {
    func subresource(
        _ request: APIRequest, _ target: RequestTarget.ResourceTarget, _ verb: Verb
    ) throws(APIError) -> APIResponse {
        guard let subresource = target.resource.subresource(target.subresource) else { throw .resourceNotFound }
        guard subresource.verbs.contains(verb.resourceVerb) else { throw .methodNotAllowed }
        switch (target.subresource, verb) {
        case ("scale", _): return try scale(request, target, verb)
        case ("log", _): return try log(target)
        case ("eviction", .create): return try evict(request, target)
        case ("binding", .create): return try bind(request, target)
        case ("token", .create): return try token(request, target)
        case ("finalize", .update): return try finalize(request, target)
        case ("attach", _), ("exec", _), ("portforward", _), ("proxy", _):
            throw APIError(
                501, reason: "NotImplemented", message: "the sandbox runs no containers: there is nothing to connect to"
            )
        case (_, .get): return try get(request, target)
        case (_, .update): return try update(request, target)
        case (_, .patch), (_, .apply): return try patch(request, target)
        default: throw .methodNotAllowed
        }
    }

    private func scale(
        _ request: APIRequest, _ target: RequestTarget.ResourceTarget, _ verb: Verb
    ) throws(APIError) -> APIResponse {
        let name = target.name ?? ""
        guard let object = store.get(target.key(name: name)) else { throw .notFound(target.resource, name: name) }
        guard verb != .get else { return .json(Scale(target.served).json(of: object)) }
        let writer = writer(request, target)
        let updated = try modify(target, isDryRun: request.isDryRun) { old throws(APIError) in
            let scale = Scale(target.served)
            let wanted: JSON
            switch verb {
            case .update: wanted = try self.object(in: request, for: target.served)
            default:
                wanted =
                    verb == .apply
                    ? JSONMergePatch.apply(try self.yaml(request.body), to: scale.json(of: old))
                    : try Patch(request, target.served).apply(to: scale.json(of: old))
            }
            let version = wanted.resourceVersion ?? ""
            guard version.isEmpty || version == old.resourceVersion else {
                throw .modified(target.resource, name: name)
            }
            guard let replicas = wanted[path: "spec", "replicas"]?.integer ?? (wanted["spec"] == [:] ? 0 : nil) else {
                throw .badRequest("spec.replicas is not a number")
            }
            guard (0...Int(Int32.max)).contains(replicas) else {
                let why = "must be greater than or equal to 0 and fit 32 bits"
                throw .invalid(
                    GroupVersionKind(group: "autoscaling", version: "v1", kind: "Scale"), name: name,
                    [.invalid("spec.replicas", .integer(replicas), why)])
            }
            return try self.updated(
                scale.setting(replicas, in: target.served.inVersion(old)), from: old, writer, target)
        }
        return .json(Scale(target.served).json(of: updated))
    }

    private func log(_ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let name = target.name ?? ""
        guard store.get(target.key(name: name)) != nil else { throw .notFound(target.resource, name: name) }
        return .text("\(name): the sandbox runs no containers, so there is nothing to log\n")
    }

    private func evict(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let name = target.name ?? ""
        guard let live = store.get(target.key(name: name)) else { throw .notFound(target.resource, name: name) }
        try checkDisruption(live)
        var request = request
        request.method = "DELETE"
        request.body = []
        let pod = RequestTarget.ResourceTarget(
            served: target.served, namespace: target.namespace, name: target.name, subresource: "")
        _ = try delete(request, pod)
        return .json(
            ["kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success"], status: 201)
    }

    /// A pod that is ready may only go where its budgets leave room.
    private func checkDisruption(_ pod: JSON) throws(APIError) {
        guard pod.isReadyPod else { return }
        for budget in store.list(.disruptionBudgets, namespace: pod.namespace).objects {
            let selector = budget[path: "spec", "selector"].flatMap(LabelSelector.init(object:))
            guard selector?.matches(pod.labels) == true, budget["status"] != nil,
                (budget[path: "status", "disruptionsAllowed"]?.integer ?? 0) <= 0
            else { continue }
            let status = budget["status"]
            throw APIError(
                429, reason: "TooManyRequests",
                message: "Cannot evict pod as it would violate the pod's disruption budget.",
                details: [
                    "causes": [
                        [
                            "reason": "DisruptionBudget",
                            "message": .string(
                                "The disruption budget \(budget.name) needs "
                                    + "\(status?["desiredHealthy"]?.integer ?? 0) healthy pods and has "
                                    + "\(status?["currentHealthy"]?.integer ?? 0) currently"),
                        ]
                    ]
                ])
        }
    }

    private func bind(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let binding = try object(in: request, for: target.served)
        let pod = RequestTarget.ResourceTarget(
            served: target.served, namespace: target.namespace, name: target.name, subresource: "")
        _ = try modify(pod, isDryRun: request.isDryRun) { old throws(APIError) in
            var new = old
            new.edit { $0.edit("spec") { $0["nodeName"] = binding[path: "target", "name"] } }
            return new
        }
        return .json(
            ["kind": "Status", "apiVersion": "v1", "metadata": .object([:]), "status": "Success"], status: 201)
    }

    private func token(_ request: APIRequest, _ target: RequestTarget.ResourceTarget) throws(APIError) -> APIResponse {
        let name = target.name ?? ""
        guard let account = store.get(target.key(name: name)) else { throw .notFound(target.resource, name: name) }
        var review = request.body.isEmpty ? .object([:]) : try object(in: request, for: target.served)
        let expiry = configuration.now() &+ 3600
        review["kind"] = "TokenRequest"
        review["apiVersion"] = "authentication.k8s.io/v1"
        review["status"] = [
            "token": .string(token(of: account)),
            "expirationTimestamp": .string(Timestamp.text(secondsSinceEpoch: expiry)),
        ]
        return .json(review, status: 201)
    }

    /// Sets the finalizers of a namespace; one without any is removed.
    private func finalize(
        _ request: APIRequest, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) -> APIResponse {
        let body = try object(in: request, for: target.served)
        let namespace = try modify(target, isDryRun: request.isDryRun) { old throws(APIError) in
            var new = old
            new.edit { $0.edit("spec") { $0["finalizers"] = body[path: "spec", "finalizers"] } }
            return new
        }
        return .json(namespace)
    }
}

/// The `autoscaling/v1` view of an object that has replicas.
private struct Scale {
    private let specPath: [String]
    private let statusPath: [String]
    private let selectorPath: [String]

    init(_ served: ServedResource) {
        let scale = served.definitionVersion?[path: "subresources", "scale"]
        func path(_ member: String, _ standard: String) -> [String] {
            (scale?[member]?.string ?? standard).split(separator: ".").map(String.init)
        }
        specPath = path("specReplicasPath", ".spec.replicas")
        statusPath = path("statusReplicasPath", ".status.replicas")
        selectorPath = path("labelSelectorPath", ".spec.selector")
    }

    private func value(_ path: [String], in object: JSON) -> JSON? {
        var value: JSON? = object
        for step in path { value = value?[step] }
        return value
    }

    func json(of object: JSON) -> JSON {
        var metadata = JSONObject()
        for name in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            metadata[name] = object[path: "metadata", name]
        }
        let selector: String =
            switch value(selectorPath, in: object) {
            case .string(let text)?: text
            case .object(let members)? where members["matchLabels"] == nil && members["matchExpressions"] == nil:
                LabelSelector.text(object: ["matchLabels": .object(members)])
            case let selector: LabelSelector.text(object: selector ?? .null)
            }
        var status: JSONObject = ["replicas": value(statusPath, in: object) ?? 0]
        if !selector.isEmpty { status["selector"] = .string(selector) }
        let replicas = value(specPath, in: object) ?? 0
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata),
            "spec": replicas == 0 ? .object([:]) : ["replicas": replicas], "status": .object(status),
        ]
    }

    func setting(_ replicas: Int, in object: JSON) -> JSON {
        Self.set(.integer(replicas), at: specPath[...], in: object)
    }

    private static func set(_ value: JSON, at path: ArraySlice<String>, in object: JSON) -> JSON {
        guard let first = path.first else { return value }
        var result = object
        result[first] = set(value, at: path.dropFirst(), in: object[first] ?? .object([:]))
        return result
    }
}
