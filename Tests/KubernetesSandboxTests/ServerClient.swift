import JSON
import OrderedCollections

@testable import KubernetesSandbox

/// Sends requests to an API server without HTTP.
struct ServerClient {
    let server: APIServer

    init(_ change: (inout SandboxConfiguration) -> Void = { _ in }) {
        var configuration = SandboxConfiguration()
        configuration.runsControllers = false
        change(&configuration)
        server = APIServer(configuration: configuration)
        server.bootstrap()
    }

    struct Answer {
        let status: Int
        let body: JSON
        let warnings: [String]
        let contentType: String
    }

    @discardableResult
    func send(
        _ method: String, _ target: String, _ body: JSON? = nil, type: String = "application/json",
        accept: String? = nil
    ) -> Answer {
        let halves = target.split(separator: "?", maxSplits: 1)
        var request = APIRequest(
            method: method, path: String(halves[0]), query: QueryParameters(halves.count > 1 ? String(halves[1]) : ""))
        request.contentType = type
        request.accept = accept
        request.userAgent = "test/1"
        request.body = body.map { JSONWriter.bytes($0) } ?? []
        let response = server.respond(to: request)
        guard case .bytes(let bytes) = response.body else {
            return Answer(status: response.status, body: .null, warnings: [], contentType: response.contentType)
        }
        return Answer(
            status: response.status,
            body: (try? JSONParser.parse(bytes)) ?? .string(String(decoding: bytes, as: UTF8.self)),
            warnings: response.warnings, contentType: response.contentType)
    }

    @discardableResult
    func apply(_ target: String, _ body: JSON, manager: String = "bunraku", force: Bool = false) -> Answer {
        send(
            "PATCH", "\(target)?fieldManager=\(manager)&force=\(force)", body, type: "application/apply-patch+yaml")
    }

    /// Begins a watch; nil where it is refused.
    func watch(_ target: String) -> Watch? {
        let halves = target.split(separator: "?", maxSplits: 1)
        let request = APIRequest(
            method: "GET", path: String(halves[0]),
            query: QueryParameters("watch=true&" + (halves.count > 1 ? String(halves[1]) : "")))
        guard case .watch(let watch) = server.respond(to: request).body else { return nil }
        return watch
    }
}

func configMap(_ name: String, _ data: JSON = .object([:]), labels: JSON? = nil) -> JSON {
    var metadata: JSONObject = ["name": .string(name)]
    metadata["labels"] = labels
    return ["apiVersion": "v1", "kind": "ConfigMap", "metadata": .object(metadata), "data": data]
}

func deployment(_ name: String, image: String = "nginx:1", replicas: Int = 1, annotations: JSON? = nil) -> JSON {
    var metadata: JSONObject = ["labels": ["app": .string(name)]]
    metadata["annotations"] = annotations
    return [
        "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name), "namespace": "default"],
        "spec": [
            "replicas": .integer(replicas), "selector": ["matchLabels": ["app": .string(name)]],
            "template": [
                "metadata": .object(metadata),
                "spec": ["containers": [["name": "main", "image": .string(image)]]],
            ],
        ],
    ]
}
