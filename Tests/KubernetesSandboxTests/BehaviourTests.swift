import JSON
import OrderedCollections
import Testing

@testable import KubernetesSandbox

struct BehaviourTests {
    private let maps = "/api/v1/namespaces/default/configmaps"
    private let deployments = "/apis/apps/v1/namespaces/default/deployments"

    @Test func pagesLeadThroughTheWholeList() throws {
        let client = ServerClient()
        for number in 0..<7 { client.send("POST", maps, configMap("c\(number)")) }
        var names: [String] = []
        var token = ""
        var pages = 0
        repeat {
            let page = client.send("GET", "\(maps)?limit=3&continue=\(token)").body
            names += page["items"]?.array?.map(\.name) ?? []
            token = page[path: "metadata", "continue"]?.string ?? ""
            pages += 1
        } while !token.isEmpty && pages < 10
        #expect(names == (0..<7).map { "c\($0)" })
        #expect(pages == 3)
        #expect(client.send("GET", "\(maps)?limit=3&continue=nonsense").status == 400)
    }

    @Test(arguments: [
        ("", ["a", "b", "c"]), ("tier=web", ["a"]), ("tier!=web", ["b", "c"]), ("tier in (web, db)", ["a", "b"]),
        ("tier notin (web)", ["b", "c"]), ("tier", ["a", "b"]), ("!tier", ["c"]), ("tier=web,size>1", ["a"]),
        ("size>5", []),
    ])
    func selectsByLabels(_ selector: String, _ names: [String]) throws {
        let labels: [(String, JSON)] = [
            ("a", ["tier": "web", "size": "3"]), ("b", ["tier": "db"]), ("c", .object([:])),
        ]
        let parsed = try LabelSelector(selector)
        #expect(labels.filter { parsed.matches($0.1.object ?? [:]) }.map(\.0) == names)
    }

    @Test(arguments: ["a=", "a==b", "a in (x)", "a,b,!c", "example.org/a=b"])
    func readsSelectors(_ text: String) throws {
        #expect(try !LabelSelector(text).requirements.isEmpty)
    }

    @Test(arguments: ["(", "a in x", "a=b,", "a b", "in (", "!"])
    func refusesSelectors(_ text: String) {
        #expect(throws: LabelSelector.Malformed.self) { try LabelSelector(text) }
    }

    @Test func refusesAFieldThatCannotSelect() {
        let answer = ServerClient().send("GET", "\(maps)?fieldSelector=data.a%3Db")
        #expect(answer.status == 400)
        #expect(answer.body["message"]?.string?.hasPrefix("\"data.a\" is not a known field selector") == true)
    }

    @Test func dryRunsChangeNothing() {
        let client = ServerClient()
        let revision = client.server.store.revision
        #expect(client.send("POST", "\(maps)?dryRun=All", configMap("a")).status == 201)
        #expect(client.send("GET", "\(maps)/a").status == 404)
        #expect(client.server.store.revision == revision)
        client.send("POST", maps, configMap("a", ["k": "1"]))
        client.send("PATCH", "\(maps)/a?dryRun=All", ["data": ["k": "2"]], type: "application/merge-patch+json")
        client.send("DELETE", "\(maps)/a?dryRun=All")
        #expect(client.send("GET", "\(maps)/a").body[path: "data", "k"] == "1")
        #expect(client.server.counters.counts.dryRuns == [.create: 1, .patch: 1, .delete: 1])
        #expect(client.server.counters.counts.changes == 1)
        #expect(client.server.counters.counts.writes == 1)
    }

    @Test func aSecondVersionOfAKindIsTheSameObject() {
        let client = ServerClient()
        let path = "/namespaces/default/horizontalpodautoscalers"
        let autoscaler: JSON = [
            "apiVersion": "autoscaling/v2", "kind": "HorizontalPodAutoscaler", "metadata": ["name": "h"],
            "spec": ["maxReplicas": 3, "scaleTargetRef": ["kind": "Deployment", "name": "d"]],
        ]
        #expect(client.send("POST", "/apis/autoscaling/v2\(path)", autoscaler).status == 201)
        let old = client.send("GET", "/apis/autoscaling/v1\(path)/h")
        #expect(old.status == 200)
        #expect(old.body["apiVersion"] == "autoscaling/v1")
    }

    @Test func scalesAndNotesIt() {
        let client = ServerClient()
        client.apply("\(deployments)/web", deployment("web"))
        let answer = client.send(
            "PATCH", "\(deployments)/web/scale", ["spec": ["replicas": 4]], type: "application/merge-patch+json")
        #expect(answer.body[path: "spec", "replicas"] == 4)
        let object = client.send("GET", "\(deployments)/web").body
        #expect(object[path: "spec", "replicas"] == 4)
        #expect(object[path: "metadata", "generation"] == 2)
        let owners = object[path: "metadata", "managedFields"]?.array ?? []
        #expect(owners.contains { $0["subresource"] == "scale" && $0["operation"] == "Update" })
        #expect(client.send("PUT", "\(deployments)/web/scale", ["spec": ["replicas": -1]]).status == 422)
    }

    @Test func strictnessDecidesAboutUnknownFields() {
        let client = ServerClient()
        var object = deployment("web")
        object["spec"]?["nope"] = 1
        #expect(client.send("POST", "\(deployments)?fieldValidation=Strict", object).status == 400)
        #expect(client.send("POST", "\(deployments)?fieldValidation=Ignore&dryRun=All", object).warnings.isEmpty)
        let warned = client.send("POST", deployments, object)
        #expect(warned.warnings == [#"unknown field "spec.nope""#])
        #expect(warned.body[path: "spec", "nope"] == nil)
    }

    @Test func aConflictNamesTheRightVersion() {
        let client = ServerClient()
        let made = client.send("POST", maps, configMap("a", ["k": "1"])).body
        client.send("PATCH", "\(maps)/a", ["data": ["k": "2"]], type: "application/merge-patch+json")
        #expect(client.send("PUT", "\(maps)/a", made).status == 409)
        var stale = made
        stale.editMetadata { $0["resourceVersion"] = nil }
        #expect(client.send("PUT", "\(maps)/a", stale).status == 200)
    }

    @Test func deletionCanBeTiedToAState() {
        let client = ServerClient()
        let made = client.send("POST", maps, configMap("a")).body
        let wrong: JSON = ["preconditions": ["resourceVersion": "1"]]
        #expect(client.send("DELETE", "\(maps)/a", wrong).status == 409)
        let right: JSON = [
            "preconditions": ["uid": .string(made.uid), "resourceVersion": made["metadata"]?["resourceVersion"] ?? ""]
        ]
        #expect(client.send("DELETE", "\(maps)/a", right).status == 200)
    }

    @Test func managedFieldsCanBeHandedOver() {
        let client = ServerClient()
        client.apply("\(maps)/a", configMap("a", ["k": "1"]), manager: "old")
        let patch: JSON = [["op": "replace", "path": "/metadata/managedFields/0/manager", "value": "new"]]
        client.send("PATCH", "\(maps)/a", patch, type: "application/json-patch+json")
        #expect(client.apply("\(maps)/a", configMap("a", ["k": "2"]), manager: "new").status == 200)
        client.send("PATCH", "\(maps)/a", ["metadata": ["managedFields": [[:]]]], type: "application/merge-patch+json")
        #expect(client.send("GET", "\(maps)/a").body[path: "metadata", "managedFields"] == nil)
    }

    @Test func whatWasMadeWithoutApplyBelongsToItsMaker() {
        let client = ServerClient()
        client.send("POST", maps, configMap("a", ["k": "1"]))
        let answer = client.apply("\(maps)/a", configMap("a", ["k": "2"]))
        #expect(answer.status == 409)
        #expect(answer.body["message"] == "Apply failed with 1 conflict: conflict with \"test\" using v1: .data.k")
    }

    @Test func severalConflictsAreListed() {
        let client = ServerClient()
        client.apply("\(maps)/a", configMap("a", ["x": "1", "y": "1"]), manager: "one")
        let answer = client.apply("\(maps)/a", configMap("a", ["x": "2", "y": "2"]), manager: "two")
        #expect(
            answer.body["message"] == "Apply failed with 2 conflicts: conflicts with \"one\":\n- .data.x\n- .data.y")
        #expect(answer.body[path: "details", "causes"]?.array?.count == 2)
    }

    @Test func answersInYAMLToo() {
        let client = ServerClient()
        client.send("POST", maps, configMap("a", ["k": "1"]))
        let answer = client.send("GET", "\(maps)/a", accept: "application/yaml")
        #expect(answer.contentType == "application/yaml")
        #expect(answer.body.string?.contains("kind: ConfigMap") == true)
    }

    @Test func tokensAreChecked() {
        let client = ServerClient { $0.bearerToken = "right" }
        #expect(client.send("GET", maps).status == 401)
        #expect(client.send("GET", "/healthz").status == 200)
        var request = APIRequest(method: "GET", path: maps)
        request.authorization = "Bearer right"
        #expect(client.server.respond(to: request).status == 200)
    }
}
