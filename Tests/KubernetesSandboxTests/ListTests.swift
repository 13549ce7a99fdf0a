import JSON
import OrderedCollections
import Testing

@testable import KubernetesSandbox

/// What lists and watches answer to resource versions; the texts are a real server's.
struct ListTests {
    private let maps = "/api/v1/namespaces/default/configmaps"

    @Test(arguments: [
        (
            "resourceVersion=abc", 400,
            "invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint"
        ),
        ("limit=abc", 400, "strconv.ParseInt: parsing \"abc\": invalid syntax"),
        ("resourceVersion=99999999", 504, "Timeout: Too large resource version: 99999999, current: "),
        ("resourceVersionMatch=Exact", 422, "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden"),
        ("resourceVersion=0&resourceVersionMatch=Exact", 422, "ListOptions.meta.k8s.io"),
        ("resourceVersion=5&resourceVersionMatch=Foo", 422, "ListOptions.meta.k8s.io"),
        ("sendInitialEvents=true", 422, "ListOptions.meta.k8s.io \"\" is invalid: sendInitialEvents: Forbidden"),
        ("watch=1&sendInitialEvents=true", 422, "ListOptions.meta.k8s.io"),
        ("watch=1&resourceVersion=abc", 500, "resourceVersion: Invalid value: \"abc\""),
        ("limit=1&continue=abc", 400, "invalid continue token"),
        ("labelSelector=a%20in", 400, "unable to parse requirement: found '' expected: '('"),
    ])
    func refuses(_ query: String, _ status: Int, _ message: String) {
        let answer = ServerClient().send("GET", "\(maps)?\(query)")
        #expect(answer.status == status)
        #expect(answer.body["message"]?.string?.hasPrefix(message) == true, "\(answer.body)")
    }

    private func names(_ answer: ServerClient.Answer) -> [String] { (answer.body["items"]?.array ?? []).map(\.name) }

    @Test func pagesAreOfOneState() throws {
        let client = ServerClient()
        for name in ["a", "b", "c", "d"] { client.send("POST", maps, configMap(name)) }
        let first = client.send("GET", "\(maps)?limit=2")
        #expect(names(first) == ["a", "b"])
        #expect(first.body[path: "metadata", "remainingItemCount"] == 2)
        client.send("DELETE", "\(maps)/c")
        client.send("POST", maps, configMap("e"))
        let token = try #require(first.body[path: "metadata", "continue"]?.string)
        let second = client.send("GET", "\(maps)?limit=2&continue=\(token)")
        #expect(names(second) == ["c", "d"])
        #expect(second.body[path: "metadata", "resourceVersion"] == first.body[path: "metadata", "resourceVersion"])
        client.server.store.compact()
        let late = client.send("GET", "\(maps)?limit=2&continue=\(token)")
        #expect(late.status == 410)
        #expect(late.body["reason"] == "Expired")
        let again = try #require(late.body[path: "metadata", "continue"]?.string)
        #expect(names(client.send("GET", "\(maps)?limit=9&continue=\(again)")) == ["d", "e"])
    }

    @Test func listsThePast() {
        let client = ServerClient()
        client.send("POST", maps, configMap("a"))
        let then = client.server.store.revision
        client.send("POST", maps, configMap("b"))
        client.send("DELETE", "\(maps)/a")
        let exact = "\(maps)?resourceVersion=\(then)&resourceVersionMatch=Exact"
        #expect(names(client.send("GET", exact)) == ["a"])
        #expect(names(client.send("GET", "\(maps)?resourceVersion=\(then)")) == ["b"])
        client.server.store.compact()
        #expect(client.send("GET", exact).status == 410)
    }

    @Test func keepsTextAndTree() throws {
        let store = ObjectStore(openLimit: 2)
        let resource = GroupResource(group: "", plural: "things")
        for number in 0..<5 {
            let key = ObjectKey(resource: resource, namespace: "", name: "\(number)")
            _ = try store.create(key, ["metadata": ["name": .string("\(number)")], "value": .double(0.5)])
        }
        #expect(store.list(resource).objects.map(\.name) == ["0", "1", "2", "3", "4"])
        let first = try #require(store.get(ObjectKey(resource: resource, namespace: "", name: "0")))
        #expect(first["value"] == .double(0.5))
        #expect(first.resourceVersion == "2")
    }
}

struct AdmissionTests {
    private let maps = "/api/v1/namespaces/default/configmaps"
    private let pods = "/api/v1/namespaces/default/pods"

    private func pod(_ name: String, _ resources: JSON = .object([:])) -> JSON {
        [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": .string(name)],
            "spec": ["containers": [["name": "main", "image": "nginx:1", "resources": resources]]],
        ]
    }

    private func client(quota: JSON? = nil, limits: JSON? = nil) -> ServerClient {
        let client = ServerClient()
        if let quota {
            client.send(
                "POST", "/api/v1/namespaces/default/resourcequotas",
                ["metadata": ["name": "quota"], "spec": ["hard": quota]])
        }
        if let limits {
            client.send(
                "POST", "/api/v1/namespaces/default/limitranges",
                ["metadata": ["name": "limits"], "spec": ["limits": limits]])
        }
        return client
    }

    @Test func quotasBoundTheCount() {
        let client = client(quota: ["count/configmaps": "1", "pods": "9"])
        #expect(client.send("POST", maps, configMap("a")).status == 201)
        let refused = client.send("POST", maps, configMap("b"))
        #expect(refused.status == 403)
        #expect(
            refused.body["message"]
                == "configmaps \"b\" is forbidden: exceeded quota: quota, requested: count/configmaps=1, used: count/configmaps=1, limited: count/configmaps=1"
        )
        client.send("DELETE", "\(maps)/a")
        #expect(client.send("POST", maps, configMap("b")).status == 201)
    }

    @Test func quotasBoundTheSum() {
        let client = client(quota: ["requests.cpu": "300m"])
        let refused = client.send("POST", pods, pod("a"))
        #expect(
            refused.body["message"]
                == "pods \"a\" is forbidden: failed quota: quota: must specify requests.cpu for: main")
        #expect(client.send("POST", pods, pod("a", ["requests": ["cpu": "200m"]])).status == 201)
        #expect(
            client.send("POST", pods, pod("b", ["requests": ["cpu": "200m"]])).body["message"]
                == "pods \"b\" is forbidden: exceeded quota: quota, requested: requests.cpu=200m, used: requests.cpu=200m, limited: requests.cpu=300m"
        )
    }

    @Test func limitsAreDefaultsAndBounds() {
        let client = client(limits: [["type": "Container", "default": ["memory": "256Mi"], "max": ["memory": "1Gi"]]])
        let made = client.send("POST", pods, pod("a"))
        let resources = made.body[path: "spec", "containers"]?[0]?["resources"]
        #expect(resources == ["limits": ["memory": "256Mi"], "requests": ["memory": "256Mi"]])
        #expect(made.body[path: "status", "qosClass"] == "Burstable")
        #expect(
            client.send("POST", pods, pod("b", ["limits": ["memory": "2Gi"]])).body["message"]
                == "pods \"b\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi"
        )
    }

    @Test func kubectlTakesOverFromItself() {
        let client = ServerClient()
        let note = "kubectl.kubernetes.io/last-applied-configuration"
        var noted = configMap("a", ["k": "1"])
        noted.editMetadata { metadata in
            metadata["annotations"] = .object([note: .string(JSONWriter.text(configMap("a", ["k": "1"])))])
        }
        client.send("POST", "\(maps)?fieldManager=kubectl-client-side-apply", noted)
        #expect(client.apply("\(maps)/a", configMap("a", ["k": "2"]), manager: "other").status == 409)
        let taken = client.apply("\(maps)/a", configMap("a", ["k": "2"]), manager: "kubectl")
        #expect(taken.status == 200)
        #expect(taken.body[path: "metadata", "annotations", note]?.string?.contains("\"k\":\"2\"") == true)
        client.send("PATCH", "\(maps)/a", ["data": ["k": "3"]], type: "application/merge-patch+json")
        #expect(client.apply("\(maps)/a", configMap("a", ["k": "4"]), manager: "kubectl").status == 409)
    }

    /// A path, an object, and what is found.
    @Test(arguments: [
        (".spec.size", #"{"spec":{"size":3}}"#, "3"),
        (".spec.parts[0].name", #"{"spec":{"parts":[{"name":"a"}]}}"#, #""a""#),
        (".spec.parts[*].name", #"{"spec":{"parts":[{"x":1},{"name":"b"}]}}"#, #""b""#),
        (#".metadata.annotations.example\.org/x"#, #"{"metadata":{"annotations":{"example.org/x":"y"}}}"#, #""y""#),
        (#".metadata.annotations['example.org/x']"#, #"{"metadata":{"annotations":{"example.org/x":"y"}}}"#, #""y""#),
        (
            #".status.conditions[?(@.type=="Ready")].status"#,
            #"{"status":{"conditions":[{"type":"A","status":"no"},{"type":"Ready","status":"yes"}]}}"#, #""yes""#
        ),
        (".a[", #"{"a":1}"#, ""), (".a[?(", #"{"a":[1]}"#, ""), ("", #"{"a":1}"#, #"{"a":1}"#),
    ])
    func findsAColumnsValue(_ path: String, _ object: String, _ expected: String) throws {
        let found = ColumnPath(path).first(in: try JSONParser.parse(object))
        #expect(found.map { JSONWriter.text($0) } ?? "" == expected)
    }

    @Test(arguments: [
        ("1", "1"), ("1000m", "1"), ("1500m", "1500m"), ("0.5", "500m"), ("1024Mi", "1Gi"), ("1e3", "1k"),
        ("2Ki", "2Ki"),
    ])
    func writesQuantities(_ text: String, _ expected: String) {
        #expect(Quantity(text)?.text == expected)
    }

    @Test func olderClientsGetTheirDocument() throws {
        let client = ServerClient()
        var request = APIRequest(method: "GET", path: "/openapi/v2")
        request.accept = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
        guard case .bytes(let bytes) = client.server.respond(to: request).body else { return #expect(Bool(false)) }
        // Field 1, a text of three bytes.
        #expect(bytes.prefix(5) == [0x0A, 3, UInt8(ascii: "2"), UInt8(ascii: "."), UInt8(ascii: "0")])
        #expect(bytes.count > 100_000)
        let json = client.send("GET", "/openapi/v2").body
        #expect(
            json[path: "definitions", "io.k8s.api.apps.v1.Deployment", "properties", "spec", "$ref"]
                == "#/definitions/io.k8s.api.apps.v1.DeploymentSpec")
    }
}
