import JSON
import OrderedCollections
import Testing

@testable import KubernetesSandbox

struct RoleTests {
    private static let pods = "/api/v1/namespaces/default/pods"
    private static let access = "/apis/rbac.authorization.k8s.io/v1"
    private let client = ServerClient {
        $0.authorizesByRoles = true
        $0.bearerToken = "root"
        $0.users = [
            SandboxConfiguration.User(name: "ann", token: "ann-token"),
            SandboxConfiguration.User(name: "bob", groups: ["developers"], token: "bob-token"),
        ]
    }

    private struct Answer {
        let status: Int
        let message: String
        let body: JSON
    }

    @discardableResult
    private func send(
        _ method: String, _ path: String, _ body: JSON? = nil, as token: String? = "root",
        type: String = "application/json",
        query: String = "", impersonating: UserInfo? = nil
    ) -> Answer {
        var request = APIRequest(method: method, path: path, query: QueryParameters(query))
        request.contentType = type
        request.authorization = token.map { "Bearer \($0)" }
        request.impersonated = impersonating
        request.body = body.map { JSONWriter.bytes($0) } ?? []
        let response = client.server.respond(to: request)
        guard case .bytes(let bytes) = response.body, let json = try? JSONParser.parse(bytes) else {
            return Answer(status: response.status, message: "", body: .null)
        }
        return Answer(status: response.status, message: json["message"]?.string ?? "", body: json)
    }

    private func role(_ name: String, _ rules: [JSON]) -> JSON {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": ["name": .string(name)],
            "rules": .array(rules),
        ]
    }

    private func binding(_ name: String, _ role: JSON, _ subject: JSON) -> JSON {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": .string(name)],
            "roleRef": role, "subjects": [subject],
        ]
    }

    private func grant(_ user: String, _ rules: [JSON]) {
        send("POST", "\(Self.access)/namespaces/default/roles", role("of-\(user)", rules))
        send(
            "POST", "\(Self.access)/namespaces/default/rolebindings",
            binding(
                "of-\(user)",
                ["apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": .string("of-\(user)")],
                ["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": .string(user)]))
    }

    private static let podReader: JSON = ["apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]]

    /// A path, and the refusal of a real server.
    @Test(arguments: [
        (
            pods,
            "pods is forbidden: User \"ann\" cannot list resource \"pods\" in API group \"\" in the namespace \"default\""
        ),
        (
            "\(pods)/a",
            "pods \"a\" is forbidden: User \"ann\" cannot get resource \"pods\" in API group \"\" in the namespace \"default\""
        ),
        (
            "/apis/apps/v1/deployments",
            "deployments.apps is forbidden: User \"ann\" cannot list resource \"deployments\" in API group \"apps\" at the "
                + "cluster scope"
        ),
        (
            "/api/v1/namespaces/default",
            "namespaces \"default\" is forbidden: User \"ann\" cannot get resource \"namespaces\" in API group \"\" in the "
                + "namespace \"default\""
        ),
        ("/metrics", "forbidden: User \"ann\" cannot get path \"/metrics\""),
    ])
    func refusesInTheServersWords(_ path: String, _ message: String) {
        let answer = send("GET", path, as: "ann-token")
        #expect(answer.status == 403)
        #expect(answer.message == message)
        #expect(answer.body["reason"] == "Forbidden")
    }

    @Test func knowsWhoComesIn() {
        #expect(send("GET", Self.pods).status == 200)
        #expect(send("GET", Self.pods, as: "unknown").status == 401)
        #expect(send("GET", Self.pods, as: nil).message.contains("\"system:anonymous\""))
        #expect(send("GET", "/readyz", as: nil).status == 200)
        #expect(send("GET", "/apis", as: "ann-token").status == 200)
        #expect(send("GET", "/apis", as: nil).status == 403)
    }

    @Test func rolesAllow() {
        grant("ann", [Self.podReader])
        #expect(send("GET", Self.pods, as: "ann-token").status == 200)
        #expect(send("GET", Self.pods, as: "ann-token", query: "watch=true").status == 403)
        #expect(send("GET", "\(Self.pods)/a/log", as: "ann-token").message.contains("\"pods/log\""))
        #expect(send("DELETE", Self.pods, as: "ann-token").message.contains("cannot deletecollection"))
        #expect(send("GET", "/api/v1/namespaces/kube-system/pods", as: "ann-token").status == 403)
        #expect(send("GET", Self.pods, as: "bob-token").status == 403)
    }

    @Test func resourceNamesAndSubresourcesCount() {
        grant(
            "ann",
            [
                ["apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["mine"], "verbs": ["get"]],
                ["apiGroups": ["apps"], "resources": ["*/scale"], "verbs": ["*"]],
            ])
        let maps = "/api/v1/namespaces/default/configmaps"
        #expect(send("GET", "\(maps)/mine", as: "ann-token").status == 404)
        #expect(send("GET", "\(maps)/other", as: "ann-token").status == 403)
        #expect(send("GET", maps, as: "ann-token").status == 403)
        #expect(send("GET", "/apis/apps/v1/namespaces/default/deployments/a/scale", as: "ann-token").status == 404)
        #expect(send("GET", "/apis/apps/v1/namespaces/default/deployments/a", as: "ann-token").status == 403)
    }

    @Test func applyThatCreatesNeedsBoth() {
        grant("ann", [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["patch", "get"]]])
        let path = "/api/v1/namespaces/default/configmaps/a"
        func apply() -> Answer {
            send(
                "PATCH", path, configMap("a", ["k": "v"]), as: "ann-token", type: "application/apply-patch+yaml",
                query: "fieldManager=x")
        }
        #expect(apply().message.contains("cannot create resource \"configmaps\""))
        send("POST", "/api/v1/namespaces/default/configmaps", configMap("a"))
        #expect(apply().status == 200)
    }

    @Test func nobodyGivesMoreThanTheyHave() {
        grant(
            "ann",
            [Self.podReader, ["apiGroups": ["rbac.authorization.k8s.io"], "resources": ["*"], "verbs": ["create"]]])
        let roles = "\(Self.access)/namespaces/default/roles"
        let more: JSON = ["apiGroups": [""], "resources": ["secrets"], "verbs": ["get", "list"]]
        let refused = send("POST", roles, role("more", [more]), as: "ann-token")
        #expect(refused.status == 403)
        #expect(
            refused.message
                == "roles.rbac.authorization.k8s.io \"more\" is forbidden: user \"ann\" (groups=[\"system:authenticated\"]) is "
                + "attempting to grant RBAC permissions not currently held:\n"
                + "{APIGroups:[\"\"], Resources:[\"secrets\"], Verbs:[\"get\" \"list\"]}")
        #expect(send("POST", roles, role("less", [Self.podReader]), as: "ann-token").status == 201)
        let bindings = "\(Self.access)/namespaces/default/rolebindings"
        let toEdit = binding(
            "edit", ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "edit"],
            ["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "ann"])
        #expect(send("POST", bindings, toEdit, as: "ann-token").status == 403)
        grant("bob", [["apiGroups": ["rbac.authorization.k8s.io"], "resources": ["*"], "verbs": ["create", "bind"]]])
        #expect(send("POST", bindings, toEdit, as: "bob-token").status == 201)
    }

    @Test func rolesAreMadeOfOthers() {
        let path = "\(Self.access)/clusterroles"
        #expect(send("GET", "\(path)/admin").body["rules"]?.array?.count ?? 0 > 10)
        send(
            "POST", path,
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
                "metadata": ["name": "widgets", "labels": ["rbac.authorization.k8s.io/aggregate-to-view": "true"]],
                "rules": [["apiGroups": ["example.org"], "resources": ["widgets"], "verbs": ["get"]]],
            ])
        for name in ["view", "edit", "admin"] {
            let rules = send("GET", "\(path)/\(name)").body["rules"]?.array ?? []
            #expect(rules.contains { $0["apiGroups"] == ["example.org"] }, "\(name)")
        }
        send("DELETE", "\(path)/widgets")
        let rules = send("GET", "\(path)/view").body["rules"]?.array ?? []
        #expect(!rules.contains { $0["apiGroups"] == ["example.org"] })
    }

    @Test func reviewsAgree() {
        grant("ann", [Self.podReader])
        func review(_ verb: String) -> JSON? {
            let spec: JSON = [
                "resourceAttributes": ["verb": .string(verb), "resource": "pods", "namespace": "default"]
            ]
            return send(
                "POST", "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", ["spec": spec], as: "ann-token"
            ).body["status"]
        }
        #expect(review("list")?["allowed"] == true)
        #expect(review("list")?["reason"]?.string?.hasPrefix("RBAC: allowed by RoleBinding \"of-ann/default\"") == true)
        #expect(review("delete")?["allowed"] == false)
        let who = send("POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews", .object([:]), as: "bob-token")
        #expect(who.body[path: "status", "userInfo", "groups"] == ["developers", "system:authenticated"])
    }

    @Test func speakingForOthersMustBeAllowed() {
        grant("ann", [Self.podReader])
        let ann = UserInfo(name: "ann", groups: [])
        #expect(send("GET", Self.pods, impersonating: ann).status == 200)
        #expect(send("DELETE", Self.pods, impersonating: ann).status == 403)
        let refused = send("GET", Self.pods, as: "bob-token", impersonating: ann)
        #expect(refused.message.contains("User \"bob\" cannot impersonate resource \"users\""))
    }

    @Test func serviceAccountsComeInByTheirTokens() throws {
        send("POST", "/api/v1/namespaces/default/serviceaccounts", ["metadata": ["name": "bot"]])
        let answer = send("POST", "/api/v1/namespaces/default/serviceaccounts/bot/token", .object([:]))
        let token = try #require(answer.body[path: "status", "token"]?.string)
        #expect(send("GET", Self.pods, as: token).message.contains("\"system:serviceaccount:default:bot\""))
        send("DELETE", "/api/v1/namespaces/default/serviceaccounts/bot")
        #expect(send("GET", Self.pods, as: token).status == 401)
    }
}
