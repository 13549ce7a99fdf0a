import Foundation
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import Logging
import OrderedCollections
import PuppetCatalog
import PuppetTypes
import Synchronization

@testable import Agent

/// A Puppet value of JSON.
func value(_ json: JSON) -> Value {
    switch json {
    case .null: .undef
    case .boolean(let flag): .boolean(flag)
    case .integer(let number): .integer(number)
    case .double(let number): .float(number)
    case .string(let text): .string(text)
    case .array(let elements): .array(elements.map(value))
    case .object(let members): .hash(PuppetHash(uniqueKeysWithValues: members.map { (.string($0), value($1)) }))
    }
}

/// A resource of a native type, `K8s::<type>[title]`.
func resource(
    _ type: String, _ title: String, _ parameters: JSONObject = [:], sensitive: [String] = [], tags: [String] = []
) -> Resource {
    var values: OrderedDictionary<String, Value> = [:]
    for (name, json) in parameters { values[name] = value(json) }
    return Resource(
        reference: ResourceReference(type: type, title: title), parameters: values, sensitiveParameters: sensitive,
        tags: tags, file: "manifests/site.pp", line: 1, kind: .compilableType)
}

func catalog(_ resources: [Resource], version: String = "1") -> Catalog {
    Catalog(name: "cluster.example.org", version: version, environment: "production", resources: resources)
}

func namespace(_ name: String, _ parameters: JSONObject = [:]) -> Resource {
    resource("K8s::Namespace", name, parameters)
}

func configMap(_ title: String, _ data: JSONObject, _ more: JSONObject = [:]) -> Resource {
    let parameters: JSONObject = ["data": .object(data)]
    return resource("K8s::Configmap", title, parameters.merging(more) { $1 })
}

func deployment(_ title: String, replicas: Int = 1, image: String = "app:1", _ more: JSONObject = [:]) -> Resource {
    let parameters: JSONObject = [
        "spec": [
            "replicas": .integer(replicas),
            "selector": ["matchLabels": ["app": "web"]],
            "template": [
                "metadata": ["labels": ["app": "web"]],
                "spec": ["containers": [["name": "app", "image": .string(image)]]],
            ],
        ]
    ]
    return resource("K8s::Deployment", title, parameters.merging(more) { $1 })
}

/// An agent on a sandbox, with directories of its own.
struct AgentFixture: Sendable {
    let sandbox: SandboxHandle
    let directory: URL
    let lines = LineCollector()
    var configuration: AgentConfiguration

    init(_ sandbox: SandboxHandle, _ directory: URL) {
        self.sandbox = sandbox
        self.directory = directory
        var configuration = AgentConfiguration(
            certname: "cluster.example.org", server: "http://127.0.0.1:1",
            sslDirectory: directory.appending(path: "ssl").path(),
            stateDirectory: directory.appending(path: "state").path(),
            cluster: ClusterAccess(server: sandbox.url))
        configuration.healthInterval = .milliseconds(20)
        configuration.healthTimeout = .seconds(120)
        self.configuration = configuration
    }

    /// A new agent on the same directories, as after a restart.
    func agent(_ change: (inout AgentConfiguration) -> Void = { _ in }) -> Agent {
        var configuration = configuration
        change(&configuration)
        return Agent(configuration, log: { [lines] in lines.add($0) })
    }

    func object(_ kind: String, _ namespace: String?, _ name: String, group: String = "") -> JSON? {
        sandbox.objects(group: group, kind: kind, namespace: namespace).first {
            $0[path: "metadata", "name"]?.string == name
        }
    }

    @discardableResult
    func client<Value: Sendable>(_ body: (KubernetesClient) async throws -> Value) async throws -> Value {
        try await KubernetesClient.withClient(configuration.cluster, .init(logger: .init(label: "test")), body)
    }
}

/// The console lines of an agent.
final class LineCollector: Sendable {
    private let entries = Mutex<[LogEntry]>([])
    func add(_ entry: LogEntry) { entries.withLock { $0.append(entry) } }
    var lines: [String] { entries.withLock { $0.filter { $0.level > .info }.map(\.consoleLine) } }
    var debugLines: [String] { entries.withLock { $0.filter { $0.level == .debug }.map(\.consoleLine) } }
    func clear() { entries.withLock { $0 = [] } }
}

func withTemporaryDirectory<Value>(_ body: (URL) async throws -> Value) async throws -> Value {
    let directory = FileManager.default.temporaryDirectory.appending(path: "bunraku-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
}

func withAgent<Value: Sendable>(
    _ change: (inout SandboxConfiguration) -> Void = { _ in },
    _ body: @Sendable (AgentFixture) async throws -> Value
) async throws -> Value {
    var configuration = SandboxConfiguration()
    configuration.controllerDelay = .milliseconds(20)
    change(&configuration)
    return try await withTemporaryDirectory { directory in
        try await withSandbox(configuration) { try await body(AgentFixture($0, directory)) }
    }
}

/// Waits for a condition that another task brings about; false when it does not come.
func eventually(_ condition: @Sendable () async throws -> Bool) async throws -> Bool {
    for _ in 0..<6000 {
        if try await condition() { return true }
        try await ContinuousClock().sleep(for: .milliseconds(10))
    }
    return false
}
