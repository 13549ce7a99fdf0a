import JSON
import OrderedCollections
import Testing

@testable import KubernetesSandbox

struct RobustnessTests {
    private let maps = "/api/v1/namespaces/default/configmaps"
    private let deployments = "/apis/apps/v1/namespaces/default/deployments"

    @Test(arguments: [
        "/", "/api", "/apis/", "/api/v1", "/api/v1/namespaces", "/api/v1/namespaces/", "/apis/apps", "//",
        "/apis/apps/v1/x/y/z/a/b",
        "/api/v1/namespaces/default/pods/x/log/y", "/openapi/v2", "/openapi/v3/apis/x", "/metrics",
        "/api/v1/namespaces/default/configmaps/%00", "/api/v1/pods/x",
    ])
    func oddPathsAreAnswered(_ path: String) {
        let client = ServerClient()
        for method in ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "BREW"] {
            let status = client.send(method, path).status
            #expect((200..<500).contains(status), "\(method) \(path): \(status)")
        }
    }

    @Test(arguments: [
        "", "null", "[]", "1", "\"x\"", "{}", #"{"metadata":1}"#, #"{"metadata":{"name":1}}"#, #"{"data":[]}"#,
        #"{"apiVersion":1,"kind":[]}"#, #"{"metadata":{"managedFields":[{"fieldsV1":{"k:":{}}}]}}"#,
        #"{"metadata":{"finalizers":[1,null]}}"#, #"{"metadata":{"ownerReferences":[{}]}}"#,
        #"{"metadata":{"labels":{"":""},"annotations":{"a/b/c":"x"}}}"#, "\u{1}", "{\"a\":",
    ])
    func oddBodiesAreAnswered(_ text: String) {
        let client = ServerClient()
        client.send("POST", maps, configMap("a"))
        for (method, path) in [("POST", maps), ("PUT", "\(maps)/a"), ("PATCH", "\(maps)/a"), ("DELETE", "\(maps)/zzz")]
        {
            for type in [
                "application/json", "application/yaml", "application/merge-patch+json", "application/json-patch+json",
                "application/strategic-merge-patch+json", "application/apply-patch+yaml",
                "application/vnd.kubernetes.protobuf",
            ] {
                var request = APIRequest(method: method, path: path, query: QueryParameters("fieldManager=x"))
                request.contentType = type
                request.body = Array(text.utf8)
                let status = client.server.respond(to: request).status
                #expect((200...500).contains(status), "\(method) \(type): \(status)")
            }
        }
    }

    @Test func garbageInProtobufIsRefused() {
        var state: UInt64 = 1
        for length in 0..<400 {
            var bytes: [UInt8] = [0x6B, 0x38, 0x73, 0x00]
            for _ in 0..<length {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                bytes.append(UInt8(truncatingIfNeeded: state >> 33))
            }
            #expect(throws: ProtobufReader.Unreadable.self) { try ProtobufReader.object(bytes) }
        }
    }

    @Test func protobufIsReadWithinItsBounds() throws {
        // A Namespace `a`, then the same cut off at every place.
        let metadata: [UInt8] = [0x0A, 3, 0x0A, 1, 0x61]
        let type: [UInt8] = [0x0A, 2] + Array("v1".utf8) + [0x12, 9] + Array("Namespace".utf8)
        let bytes =
            [0x6B, 0x38, 0x73, 0x00, 0x0A, UInt8(type.count)] + type + [0x12, UInt8(metadata.count)] + metadata
        #expect(
            try ProtobufReader.object(bytes) == ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "a"]])
        for length in 0..<(bytes.count - 1) where length != 4 + 2 + type.count {
            #expect(throws: ProtobufReader.Unreadable.self) { try ProtobufReader.object(Array(bytes.prefix(length))) }
        }
    }

    @Test func aPatchThatDoublesItselfIsRefused() {
        let client = ServerClient()
        client.send("POST", maps, configMap("a", ["k": "v"]))
        let copies = (0..<40).map { number -> JSON in
            ["op": "copy", "from": "/metadata/annotations", "path": .string("/metadata/annotations/c\(number)")]
        }
        let patch: JSON = .array([["op": "add", "path": "/metadata/annotations", "value": ["a": "b"]]] + copies)
        #expect(client.send("PATCH", "\(maps)/a", patch, type: "application/json-patch+json").status == 400)
    }

    @Test func aPatchThatNestsWithoutEndIsRefused() {
        let client = ServerClient()
        client.send("POST", maps, configMap("a", ["k": "v"]))
        func nested(_ depth: Int) -> JSON { (0..<depth).reduce(.object([:])) { inner, _ in ["a": inner] } }
        let path = "/metadata/annotations" + String(repeating: "/a", count: 200)
        let patch: JSON = [
            ["op": "add", "path": "/metadata/annotations", "value": nested(200)],
            ["op": "add", "path": .string(path), "value": nested(200)],
        ]
        #expect(client.send("PATCH", "\(maps)/a", patch, type: "application/json-patch+json").status == 400)
    }

    @Test func numbersPastTheirRangeAreRefused() {
        let client = ServerClient()
        var object = deployment("web")
        object["spec"]?["replicas"] = .integer(.max)
        #expect(client.send("POST", deployments, object).status == 400)
        #expect(client.apply("\(deployments)/web", object).status == 500)
        client.send("POST", deployments, deployment("web"))
        let scale: JSON = ["spec": ["replicas": .integer(.max)]]
        #expect(client.send("PUT", "\(deployments)/web/scale", scale).status == 422)
    }

    @Test func writersAtTheSameTimeLoseNothing() async throws {
        let client = ServerClient()
        client.send("POST", maps, configMap("a"))
        let path = "\(maps)/a"
        let statuses = await withTaskGroup(of: [Int].self) { group in
            for writer in 0..<4 {
                group.addTask {
                    (0..<25).map { number in
                        client.send(
                            "PATCH", path, ["data": ["k\(writer)-\(number)": "v"]], type: "application/merge-patch+json"
                        ).status
                    }
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        #expect(statuses.allSatisfy { $0 == 200 })
        #expect(client.send("GET", path).body["data"]?.object?.count == 100)
    }
}
