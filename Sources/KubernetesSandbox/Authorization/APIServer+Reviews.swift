import JSON
import Kubernetes
import OrderedCollections

/// Reviews are answered, not stored.
extension APIServer {
    func createReview(
        _ request: APIRequest, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) -> APIResponse {
        var review = try object(in: request, for: target.served)
        let user = request.user ?? .administrator
        let spec = review["spec"]
        switch target.served.gvk.kind {
        case "SelfSubjectAccessReview": review["status"] = accessStatus(user, spec)
        case "SubjectAccessReview", "LocalSubjectAccessReview":
            let subject = UserInfo(
                name: spec?["user"]?.string ?? "",
                groups: (spec?["groups"]?.array ?? spec?["group"]?.array ?? []).compactMap(\.string))
            review["status"] = accessStatus(subject, spec)
        case "SelfSubjectRulesReview": review["status"] = rulesStatus(user, spec?["namespace"]?.string ?? "")
        case "SelfSubjectReview": review["status"] = ["userInfo": user.json]
        case "TokenReview": review["status"] = tokenStatus(spec?["token"]?.string ?? "")
        default: throw .methodNotAllowed
        }
        review["kind"] = .string(target.served.gvk.kind)
        review["apiVersion"] = .string(target.served.gvk.apiVersion)
        if review["metadata"] == nil { review["metadata"] = .object([:]) }
        return .json(review, status: 201)
    }

    private func accessStatus(_ user: UserInfo, _ spec: JSON?) -> JSON {
        guard let access = AccessRequest(user, review: spec) else { return ["allowed": false] }
        let decision = decide(access)
        var status: JSONObject = ["allowed": .boolean(decision.isAllowed)]
        if !decision.reason.isEmpty { status["reason"] = .string(decision.reason) }
        return .object(status)
    }

    private func rulesStatus(_ user: UserInfo, _ namespace: String) -> JSON {
        var rules = RoleAuthorizer(store).rules(of: user, namespace: namespace)
        if !configuration.authorizesByRoles {
            rules = [
                PolicyRule(["verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]]),
                PolicyRule(["verbs": ["*"], "nonResourceURLs": ["*"]]),
            ]
        }
        func list(_ texts: [String]) -> JSON { .array(texts.map(JSON.string)) }
        let ofResources = rules.filter { !$0.resources.isEmpty }.map { rule -> JSON in
            var json: JSONObject = [
                "verbs": list(rule.verbs), "apiGroups": list(rule.groups), "resources": list(rule.resources),
            ]
            if !rule.names.isEmpty { json["resourceNames"] = list(rule.names) }
            return .object(json)
        }
        let ofPaths = rules.filter { !$0.paths.isEmpty }.map { rule -> JSON in
            ["verbs": list(rule.verbs), "nonResourceURLs": list(rule.paths)]
        }
        return [
            "resourceRules": .array(ofResources), "nonResourceRules": .array(ofPaths), "incomplete": false,
        ]
    }

    private func tokenStatus(_ token: String) -> JSON {
        var request = APIRequest(method: "GET", path: "/")
        request.authorization = "Bearer \(token)"
        guard let user = try? user(of: request) else { return ["authenticated": false] }
        return ["authenticated": true, "user": user.json]
    }
}
