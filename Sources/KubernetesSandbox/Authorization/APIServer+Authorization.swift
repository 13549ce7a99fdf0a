import JSON
import Kubernetes
import OrderedCollections

/// Who may come in, and what for.
extension APIServer {
    private static let tokenPrefix = "sandbox:"

    /// Who sends a request, by its bearer token.
    func user(of request: APIRequest) throws(APIError) -> UserInfo {
        let letsEverybodyIn = configuration.bearerToken == nil && !configuration.authorizesByRoles
        guard let header = request.authorization, header.hasPrefix("Bearer ") else {
            if letsEverybodyIn { return .administrator }
            guard configuration.authorizesByRoles else { throw .unauthorized }
            return .anonymous
        }
        let token = String(header.dropFirst("Bearer ".count))
        if token == configuration.bearerToken { return .administrator }
        if let user = configuration.users.first(where: { $0.token == token }) {
            return UserInfo(name: user.name, groups: user.groups + ["system:authenticated"])
        }
        if let account = serviceAccount(of: token) { return account }
        guard letsEverybodyIn else { throw .unauthorized }
        return .administrator
    }

    /// The token of a service account. It is no secret: the sandbox has none.
    func token(of account: JSON) -> String {
        if !configuration.authorizesByRoles, let token = configuration.bearerToken { return token }
        return "\(Self.tokenPrefix)\(account.namespace):\(account.name):\(account.uid)"
    }

    private func serviceAccount(of token: String) -> UserInfo? {
        let parts = token.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 4, token.hasPrefix(Self.tokenPrefix) else { return nil }
        let key = ObjectKey(resource: .serviceAccounts, namespace: parts[1], name: parts[2])
        guard let account = store.get(key), account.uid == parts[3] else { return nil }
        return .serviceAccount(account.name, namespace: account.namespace, uid: account.uid)
    }

    func decide(_ access: AccessRequest) -> RoleAuthorizer.Decision {
        guard configuration.authorizesByRoles else { return RoleAuthorizer.Decision(isAllowed: true, reason: "") }
        return RoleAuthorizer(store).decide(access)
    }

    func require(_ access: AccessRequest) throws(APIError) {
        let decision = decide(access)
        guard decision.isAllowed else { throw access.refusal(decision.reason) }
    }

    /// The user that a request speaks for, where its sender may do so.
    func effectiveUser(_ sender: UserInfo, _ request: APIRequest) throws(APIError) -> UserInfo {
        guard let wanted = request.impersonated else { return sender }
        let parts = wanted.name.split(separator: ":").map(String.init)
        let isAccount = wanted.name.hasPrefix("system:serviceaccount:") && parts.count == 4
        try require(
            AccessRequest(
                sender, "impersonate",
                .resource(
                    isAccount
                        ? AccessRequest.Resource(
                            group: "", plural: "serviceaccounts", namespace: parts[2], name: parts[3])
                        : AccessRequest.Resource(group: "", plural: "users", name: wanted.name))))
        for group in wanted.groups {
            try require(
                AccessRequest(
                    sender, "impersonate",
                    .resource(AccessRequest.Resource(group: "", plural: "groups", name: group))))
        }
        guard isAccount, wanted.groups.isEmpty else {
            return UserInfo(name: wanted.name, groups: wanted.groups + ["system:authenticated"])
        }
        return .serviceAccount(parts[3], namespace: parts[2], uid: "")
    }

    func authorize(_ user: UserInfo, _ request: APIRequest, _ target: RequestTarget) throws(APIError) {
        switch target {
        case .resource(let resource):
            try require(access(user, try Verb(request, resource).resourceVerb, resource))
        case .document, .unknown:
            try require(AccessRequest(user, request.method.lowercased(), .path(request.path)))
        case .unknownResource: break
        }
    }

    func access(_ user: UserInfo, _ verb: String, _ target: RequestTarget.ResourceTarget) -> AccessRequest {
        // A request for a namespace is one in that namespace.
        let ownName = target.served.groupResource == .namespaces ? target.name : nil
        return AccessRequest(
            user, verb,
            .resource(
                AccessRequest.Resource(
                    group: target.served.gvk.group, plural: target.resource.plural, subresource: target.subresource,
                    namespace: target.namespace ?? ownName ?? "", name: target.name ?? "")))
    }

    /// Nobody gives rights that they do not have.
    func checkEscalation(
        _ new: JSON, from old: JSON?, _ user: UserInfo?, _ target: RequestTarget.ResourceTarget
    ) throws(APIError) {
        guard configuration.authorizesByRoles, let user, !user.isPrivileged else { return }
        let wanted: [PolicyRule]
        let resource = target.served.groupResource
        switch resource {
        case .roles, .clusterRoles:
            guard new["rules"] != old?["rules"] || new["aggregationRule"] != old?["aggregationRule"] else { return }
            guard !decide(access(user, "escalate", target)).isAllowed else { return }
            wanted = (new["rules"]?.array ?? []).map(PolicyRule.init)
        case .roleBindings, .clusterRoleBindings:
            guard new["subjects"] != old?["subjects"] || old == nil, let role = new["roleRef"] else { return }
            let bind = AccessRequest(
                user, "bind",
                .resource(
                    AccessRequest.Resource(
                        group: resource.group, plural: role["kind"] == "Role" ? "roles" : "clusterroles",
                        namespace: target.namespace ?? "", name: role["name"]?.string ?? "")))
            guard !decide(bind).isAllowed else { return }
            guard let rules = RoleAuthorizer(store).rules(of: role, namespace: target.namespace ?? "") else {
                let plural = role["kind"] == "Role" ? "roles" : "clusterroles"
                let name = role["name"]?.string ?? ""
                throw APIError(
                    404, reason: "NotFound", message: "\(plural).\(resource.group) \"\(name)\" not found",
                    details: ["name": .string(name), "group": .string(resource.group), "kind": .string(plural)])
            }
            wanted = rules
        default: return
        }
        let held = RoleAuthorizer(store).rules(of: user, namespace: target.namespace ?? "")
        let missing = PolicyRule.missing(of: wanted, in: held).map(\.text).sorted()
        guard !missing.isEmpty else { return }
        let groups = user.groups.map { JSONWriter.text(.string($0)) }.joined(separator: " ")
        throw .forbidden(
            target.resource, name: new.name,
            "user \(JSONWriter.text(.string(user.name))) (groups=[\(groups)]) is attempting to grant RBAC permissions "
                + "not currently held:\n\(missing.joined(separator: "\n"))")
    }

    /// Gives every ClusterRole that is made of others their rules.
    func aggregateRoles() {
        // A role can be made of one that is made of others.
        for _ in 0..<5 where aggregateRolesOnce() {}
    }

    private func aggregateRolesOnce() -> Bool {
        let roles = store.list(.clusterRoles).objects
        var hasChanged = false
        for role in roles {
            guard let selectors = role[path: "aggregationRule", "clusterRoleSelectors"]?.array else { continue }
            let chosen = selectors.compactMap(LabelSelector.init(object:))
            var rules: [JSON] = []
            for other in roles where other.name != role.name && chosen.contains(where: { $0.matches(other.labels) }) {
                for rule in other["rules"]?.array ?? [] where !rules.contains(rule) { rules.append(rule) }
            }
            guard role["rules"]?.array ?? [] != rules else { continue }
            var changed = role
            changed["rules"] = .array(rules)
            let key = ObjectKey(resource: .clusterRoles, namespace: "", name: role.name)
            // One that changed meanwhile is aggregated again by its own write.
            if (try? store.update(key, changed, from: role.resourceVersion)) != nil { hasChanged = true }
        }
        return hasChanged
    }
}
