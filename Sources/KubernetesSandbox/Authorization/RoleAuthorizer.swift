import JSON
import Kubernetes
import OrderedCollections

/// Decides by Roles, ClusterRoles and their bindings, as they are in the store now.
struct RoleAuthorizer {
    private let store: ObjectStore

    init(_ store: ObjectStore) { self.store = store }

    struct Decision: Hashable, Sendable {
        let isAllowed: Bool
        let reason: String
    }

    /// The rules that one binding gives.
    private struct Grant {
        let rules: [PolicyRule]
        let source: String
    }

    func decide(_ access: AccessRequest) -> Decision {
        guard !access.user.isPrivileged else { return Decision(isAllowed: true, reason: "") }
        var namespace = ""
        if case .resource(let resource) = access.object { namespace = resource.namespace }
        let (grants, missing) = grants(of: access.user, namespace: namespace)
        for grant in grants where grant.rules.contains(where: { $0.allows(access) }) {
            return Decision(isAllowed: true, reason: "RBAC: allowed by \(grant.source)")
        }
        guard let first = missing.first else { return Decision(isAllowed: false, reason: "") }
        return Decision(
            isAllowed: false,
            reason: "RBAC: \(missing.count == 1 ? first : "[\(missing.joined(separator: ", "))]")")
    }

    /// Everything that a user may do in a namespace; empty is the cluster.
    func rules(of user: UserInfo, namespace: String) -> [PolicyRule] {
        grants(of: user, namespace: namespace).grants.flatMap(\.rules)
    }

    /// With the roles that bindings name and that are not there.
    private func grants(of user: UserInfo, namespace: String) -> (grants: [Grant], missing: [String]) {
        var grants: [Grant] = []
        var missing: [String] = []
        var bindings = store.list(.clusterRoleBindings).objects
        if !namespace.isEmpty { bindings += store.list(.roleBindings, namespace: namespace).objects }
        for binding in bindings {
            guard let subject = subject(of: binding, for: user), let role = binding["roleRef"] else { continue }
            let kind = role["kind"]?.string ?? ""
            let name = role["name"]?.string ?? ""
            guard let rules = rules(of: role, namespace: binding.namespace) else {
                missing.append("\(kind.lowercased()).rbac.authorization.k8s.io \"\(name)\" not found")
                continue
            }
            let isLocal = !binding.namespace.isEmpty
            let place = isLocal ? "\(binding.name)/\(binding.namespace)" : binding.name
            grants.append(
                Grant(
                    rules: rules,
                    source: "\(isLocal ? "RoleBinding" : "ClusterRoleBinding") \"\(place)\" of \(kind) \"\(name)\" to "
                        + subject))
        }
        return (grants, missing)
    }

    /// The rules of the role that a reference names; nil where there is none.
    func rules(of reference: JSON, namespace: String) -> [PolicyRule]? {
        let name = reference["name"]?.string ?? ""
        let key =
            reference["kind"] == "Role"
            ? ObjectKey(resource: .roles, namespace: namespace, name: name)
            : ObjectKey(resource: .clusterRoles, namespace: "", name: name)
        return store.get(key).map { ($0["rules"]?.array ?? []).map(PolicyRule.init) }
    }

    /// The subject of a binding that is the user, in words.
    private func subject(of binding: JSON, for user: UserInfo) -> String? {
        for subject in binding["subjects"]?.array ?? [] {
            let name = subject["name"]?.string ?? ""
            switch subject["kind"]?.string {
            case "User"?: if name == user.name { return "User \"\(name)\"" }
            case "Group"?: if user.groups.contains(name) { return "Group \"\(name)\"" }
            case "ServiceAccount"?:
                let namespace = subject["namespace"]?.string ?? binding.namespace
                if user.name == "system:serviceaccount:\(namespace):\(name)" {
                    return "ServiceAccount \"\(name)/\(namespace)\""
                }
            default: break
            }
        }
        return nil
    }
}

extension GroupResource {
    private static let accessGroup = "rbac.authorization.k8s.io"
    static let roles = GroupResource(group: accessGroup, plural: "roles")
    static let roleBindings = GroupResource(group: accessGroup, plural: "rolebindings")
    static let clusterRoles = GroupResource(group: accessGroup, plural: "clusterroles")
    static let clusterRoleBindings = GroupResource(group: accessGroup, plural: "clusterrolebindings")
}
