import Foundation
import Hummingbird
import HummingbirdCore
import HummingbirdTLS
package import JSON
import Kubernetes
import Logging
import NIOCore
import NIOSSL
import OrderedCollections
import ServiceLifecycle
import Synchronization

/// An in-memory Kubernetes API server: what kubectl and the agent talk to in demos and tests.
package final class Sandbox: Service {
    private let configuration: SandboxConfiguration
    let server: APIServer
    private let connections = Connections()
    private let listening = Mutex(Listening())

    /// The port once there is one, and who waits for it.
    private struct Listening {
        var port: Int?
        var hasEnded = false
        var waiting: [AsyncStream<Int>.Continuation] = []
    }

    package init(_ configuration: SandboxConfiguration = SandboxConfiguration()) {
        self.configuration = configuration
        server = APIServer(configuration: configuration)
        server.bootstrap()
    }

    /// Every object, to look at and to count.
    package var store: ObjectStore { server.store }

    /// What is there now, for other sandboxes to start from.
    package var snapshot: SandboxSnapshot { server.snapshot }

    /// What clients have asked for so far.
    package var requestCounts: RequestCounts { server.counters.counts }

    package func resetRequestCounts() { server.counters.reset() }

    /// Replaces the ways in which the sandbox misbehaves.
    package func setFaults(_ rules: [FaultRule]) { server.faults.set(rules) }

    package func addFault(_ rule: FaultRule) { server.faults.add([rule]) }

    /// How many requests the faults in force have hit.
    package var faultHits: Int { server.faults.hits.reduce(0) { $0 + $1.hits } }

    /// How many clients are connected.
    package var connectionCount: Int { connections.count }

    /// The objects of a kind, by namespace and name.
    package func objects(group: String = "", kind: String, namespace: String? = nil) -> [JSON] {
        let served = server.served
        guard let found = served.resources.first(where: { $0.gvk.group == group && $0.gvk.kind == kind }) else {
            return []
        }
        return store.list(found.groupResource, namespace: namespace).objects
    }

    /// Asks the API server without HTTP, as another client of the cluster would: counted, but without faults.
    @discardableResult
    package func send(
        _ method: String, _ path: String, query: String = "", _ body: JSON? = nil,
        contentType: String = "application/json", manager: String = "sandbox"
    ) -> (status: Int, body: JSON) {
        var request = APIRequest(method: method, path: path, query: QueryParameters(query))
        request.contentType = contentType
        request.userAgent = manager
        request.user = .administrator
        request.body = body.map { JSONWriter.bytes($0) } ?? []
        let response = server.respond(to: request)
        guard case .bytes(let bytes) = response.body else { return (response.status, .null) }
        return (response.status, (try? JSONParser.parse(bytes)) ?? .string(String(decoding: bytes, as: UTF8.self)))
    }

    /// Makes an object, or changes it to what is given; the result is what is wrong with it.
    package func load(_ object: JSON) -> String? {
        let gvk = KubernetesObject(object).gvk
        let served = server.served
        guard let found = served.find(gvk) else { return "\(gvk.apiVersion) \(gvk.kind) is not served" }
        var path = gvk.group.isEmpty ? "/api/\(gvk.version)" : "/apis/\(gvk.group)/\(gvk.version)"
        if found.resource.namespaced {
            path += "/namespaces/\(object.namespace.isEmpty ? "default" : object.namespace)"
        }
        let answer = send(
            "PATCH", "\(path)/\(found.resource.plural)/\(object.name)", query: "fieldManager=sandbox&force=true",
            object,
            contentType: "application/apply-patch+yaml")
        guard answer.status >= 300 else { return nil }
        return answer.body["message"]?.string ?? "the server answered \(answer.status)"
    }

    /// Serves until it is told to stop.
    package func run() async throws {
        let server = self.server
        try await withThrowingTaskGroup(of: Void.self) { group in
            if configuration.runsControllers {
                group.addTask { await ControllerLoop(server).run() }
            }
            defer {
                server.store.close()
                group.cancelAll()
            }
            try await serve()
        }
    }

    private func serve() async throws {
        let application = try application()
        let store = self.store
        defer { noteListening(nil) }
        do {
            try await withGracefulShutdownHandler {
                try await application.run()
            } onGracefulShutdown: {
                // Open watches would keep the server from stopping.
                store.close()
            }
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw SandboxError.addressInUse(host: configuration.host, port: configuration.port)
        }
    }

    /// The HTTP server, without the controllers.
    func application() throws -> some ApplicationProtocol {
        var logger = Logger(label: "sandbox")
        logger.logLevel = .warning
        return Application(
            responder: SandboxResponder(server: server, connections: connections), server: try channelBuilder(),
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port), serverName: nil),
            onServerRunning: { channel in self.noteListening(channel.localAddress?.port ?? 0) }, logger: logger)
    }

    private func channelBuilder() throws -> HTTPServerBuilder {
        let connections = connections
        let http = HTTPServerBuilder.http1(
            configuration: HTTP1Channel.Configuration(additionalChannelHandlers: [InputCloseHandler(connections)]))
        guard let tls = configuration.tls else { return http }
        let chain = try NIOSSLCertificate.fromPEMBytes(Array(tls.certificateChain.utf8))
        let key = try NIOSSLPrivateKey(bytes: Array(tls.privateKey.utf8), format: .pem)
        var settings = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        settings.applicationProtocols = ["http/1.1"]
        return try .tls(http, tlsConfiguration: settings)
    }

    /// Tells those who wait; nil where there will be no port.
    private func noteListening(_ port: Int?) {
        let waiting = listening.withLock { listening in
            if let port { listening.port = port } else { listening.hasEnded = true }
            defer { listening.waiting = [] }
            return listening.waiting
        }
        for continuation in waiting {
            if let port { continuation.yield(port) }
            continuation.finish()
        }
    }

    /// The port, once the sandbox listens on it.
    package func waitUntilListening() async throws -> Int {
        let (stream, continuation) = AsyncStream.makeStream(of: Int.self)
        listening.withLock { listening in
            if let port = listening.port {
                continuation.yield(port)
            } else if listening.hasEnded {
                continuation.finish()
            } else {
                listening.waiting.append(continuation)
            }
        }
        for await port in stream { return port }
        throw SandboxError.didNotStart
    }

    package func url(port: Int) -> String {
        "\(configuration.tls == nil ? "http" : "https")://\(configuration.host):\(port)"
    }

    /// A kubeconfig: the administrator's context, named for the cluster, and one for each user, `CLUSTER-USER`.
    package func kubeconfig(port: Int) -> String {
        let name = configuration.clusterName
        var cluster: JSON = [
            "server": .string(url(port: port))
        ]
        if let tls = configuration.tls {
            let authority = tls.authority ?? tls.certificateChain
            cluster["certificate-authority-data"] = .string(Base64.encode(Array(authority.utf8)))
        }
        let users = [(name, configuration.bearerToken)] + configuration.users.map { ("\(name)-\($0.name)", $0.token) }
        let config: JSON = [
            "apiVersion": "v1", "kind": "Config", "current-context": .string(name),
            "clusters": [["name": .string(name), "cluster": cluster]],
            "users": .array(
                users.map { user, token in
                    ["name": .string(user), "user": token.map { ["token": .string($0)] } ?? .object([:])]
                }),
            "contexts": .array(
                users.map { user, _ in
                    ["name": .string(user), "context": ["cluster": .string(name), "user": .string(user)]]
                }),
        ]
        // JSON is YAML.
        return JSONWriter.text(config, .pretty) + "\n"
    }
}

package enum SandboxError: Error, CustomStringConvertible {
    case didNotStart
    case addressInUse(host: String, port: Int)

    package var description: String {
        switch self {
        case .didNotStart: "the sandbox did not start"
        case .addressInUse(let host, let port): "port \(port) on \(host) is in use already"
        }
    }
}
