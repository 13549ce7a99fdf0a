import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import JSON
import OrderedCollections
import TestSupport
import Testing

@testable import KubernetesSandbox

struct LiveTests {
    @Test func servesOverHTTP() async throws {
        var configuration = SandboxConfiguration()
        configuration.controllerDelay = .zero
        let sandbox = Sandbox(configuration)
        try await sandbox.application().test(.live) { client in
            let maps = "/api/v1/namespaces/default/configmaps"
            let body = ByteBuffer(bytes: JSONWriter.bytes(configMap("a", ["k": "v"])))
            try await client.execute(uri: maps, method: .post, headers: [.contentType: "application/json"], body: body)
            {
                #expect($0.status == .created)
            }
            // A watch ends when its time is over, with all that happened before.
            try await client.execute(
                uri: "\(maps)?watch=true&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true"
                    + "&resourceVersionMatch=NotOlderThan", method: .get
            ) { response in
                #expect(response.status == .ok)
                let lines = String(buffer: response.body).split(separator: "\n")
                #expect(lines.count == 2)
                #expect(lines.first?.hasPrefix(#"{"type":"ADDED""#) == true)
                #expect(lines.last?.hasPrefix(#"{"type":"BOOKMARK""#) == true)
            }
            sandbox.addFault(FaultRule(path: "*/configmaps/a", effect: .status(429, retryAfter: 3), count: 1))
            try await client.execute(uri: "\(maps)/a", method: .get) { response in
                #expect(response.status == .tooManyRequests)
                #expect(response.headers[.retryAfter] == "3")
            }
            try await client.execute(uri: "\(maps)/a", method: .get) { #expect($0.status == .ok) }
            let big = ByteBuffer(repeating: UInt8(ascii: "x"), count: 4 * 1024 * 1024)
            try await client.execute(uri: maps, method: .post, body: big) {
                #expect($0.status.code == 413)
            }
        }
        #expect(sandbox.requestCounts[.create] == 1)
        #expect(sandbox.send("GET", "/api/v1/namespaces/default/configmaps/a").body[path: "data", "k"] == "v")
        #expect(sandbox.requestCounts.changes == 1)
    }

    @Test func connectionsCanBeBroken() async throws {
        let sandbox = Sandbox()
        try await sandbox.application().test(.live) { client in
            sandbox.addFault(FaultRule(path: "/api/v1/namespaces", effect: .drop, count: 1))
            await #expect(throws: (any Error).self) {
                try await client.execute(uri: "/api/v1/namespaces", method: .get)
            }
        }
        try await sandbox.application().test(.live) { client in
            sandbox.setFaults([FaultRule(path: "*", effect: .resetWatch(afterEvents: 2))])
            try await client.execute(uri: "/api/v1/namespaces", method: .get) { #expect($0.status == .ok) }
            await #expect(throws: (any Error).self) {
                try await client.execute(uri: "/api/v1/namespaces?watch=true&timeoutSeconds=5", method: .get)
            }
        }
    }

    @Test func aTakenPortIsAnError() async throws {
        try await withSandbox { handle in
            var configuration = SandboxConfiguration()
            configuration.port = handle.port
            let error = await #expect(throws: (any Error).self) { try await withSandbox(configuration) { _ in } }
            #expect(error.map { "\($0)" }?.contains("in use") == true)
        }
    }

    @Test func startsAndStops() async throws {
        let answer = try await withSandbox { handle in
            #expect(handle.port > 0)
            #expect(handle.kubeconfig.contains("\(handle.port)"))
            #expect(handle.objects(kind: "Namespace").map(\.name).contains("kube-system"))
            return handle.url
        }
        #expect(answer.hasPrefix("http://127.0.0.1:"))
    }
}

private enum Kubectl {
    static let path = ["/usr/bin/kubectl", "/usr/local/bin/kubectl"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// Runs kubectl; the result is its output and exit status.
    static func run(_ arguments: [String], kubeconfig: String) async throws -> (output: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: path ?? "/usr/bin/kubectl")
        process.arguments = ["--kubeconfig", kubeconfig, "--request-timeout=20s"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        let status = try await withCheckedThrowingContinuation {
            (continuation: CheckedContinuation<Int32, any Error>) in
            process.terminationHandler = { continuation.resume(returning: $0.terminationStatus) }
            do { try process.run() } catch { continuation.resume(throwing: error) }
        }
        let data = try pipe.fileHandleForReading.readToEnd() ?? Data()
        return (String(decoding: data, as: UTF8.self), status)
    }
}

@Suite(.enabled(if: Kubectl.path != nil, "kubectl is not installed"), .serialized)
struct KubectlTests {
    private static let manifest = JSONWriter.text([
        "apiVersion": "v1", "kind": "List",
        "items": [deployment("web", replicas: 2), configMap("settings", ["mode": "a"])],
    ])

    /// A command, and a text that its output must hold.
    private static let commands: [(String, String)] = [
        ("version", "v1.36"), ("api-versions", "apps/v1"), ("api-resources", "deployments"),
        ("create namespace shop", "namespace/shop created"), ("apply -f MANIFEST", "deployment.apps/web created"),
        ("apply -f MANIFEST", "deployment.apps/web unchanged"),
        ("apply --server-side -f MANIFEST", "deployment.apps/web serverside-applied"),
        ("diff -f MANIFEST", ""),
        ("rollout status deployment/web --timeout=20s", "successfully rolled out"),
        ("wait --for=condition=Available deployment/web --timeout=20s", "condition met"),
        ("get deployments,pods,replicasets -o wide", "web"), ("describe deployment web", "NewReplicaSetAvailable"),
        ("scale deployment web --replicas=3", "scaled"), ("label configmap settings a=b", "labeled"),
        ("annotate configmap settings a=b", "annotated"),
        ("patch configmap settings -p {\"data\":{\"mode\":\"b\"}}", "patched"),
        ("get configmap settings -o jsonpath={.data.mode}", "b"),
        ("create configmap other --from-literal=a=b", "configmap/other created"),
        ("create secret generic token --from-literal=a=b", "secret/token created"),
        ("create serviceaccount bot", "serviceaccount/bot created"),
        ("set image deployment/web main=nginx:2", "image updated"),
        ("rollout status deployment/web --timeout=20s", "successfully rolled out"),
        ("explain deployment.spec.replicas", "replicas"), ("auth can-i create pods", "yes"),
        ("get --raw /readyz", "ok"), ("delete deployment web", "deleted"), ("delete namespace shop", "deleted"),
        ("get all", "service/kubernetes"), ("get pods,nodes,storageclasses -A -o wide", "KERNEL-VERSION"),
        ("get roles,limitranges,networkpolicies,persistentvolumes,controllerrevisions", "No resources found"),
        ("autoscale deployment web --max=3", "NotFound"),
        ("create quota few --hard=count/configmaps=2", "created"),
        ("create configmap more --from-literal=a=b", "exceeded quota: few"),
        ("auth whoami", "system:masters"), ("events", "No events found"), ("top pods", "Metrics API not available"),
        ("get --raw /api/v1/namespaces/default/configmaps?resourceVersion=999999", "Too large resource version"),
    ]

    /// What must fail, with its text.
    private static let failing = ["autoscale", "create configmap more", "top", "get --raw /api/v1/namespaces/default"]

    private static func tls() throws -> SandboxConfiguration.TLS {
        func pem(_ name: String) throws -> String {
            try String(contentsOf: Fixtures.url("sandbox/\(name)"), encoding: .utf8)
        }
        return SandboxConfiguration.TLS(
            certificateChain: try pem("server.pem"), privateKey: try pem("server.key"),
            authority: try pem("authority.pem"))
    }

    @Test func kubectlWorksOverTLS() async throws {
        var configuration = SandboxConfiguration()
        configuration.tls = try Self.tls()
        configuration.bearerToken = "open-sesame"
        let kubeconfig = FileManager.default.temporaryDirectory.appending(path: "kubeconfig-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: kubeconfig) }
        try await withSandbox(configuration) { handle in
            try handle.kubeconfig.write(to: kubeconfig, atomically: true, encoding: .utf8)
            let result = try await Kubectl.run(["get", "namespaces"], kubeconfig: kubeconfig.path())
            #expect(result.output.contains("kube-system"), "\(result.output)")
            let wrong = handle.kubeconfig.replacing("open-sesame", with: "wrong")
            try wrong.write(to: kubeconfig, atomically: true, encoding: .utf8)
            let refused = try await Kubectl.run(["get", "namespaces"], kubeconfig: kubeconfig.path())
            #expect(refused.status != 0)
        }
    }

    @Test func kubectlMeetsRoles() async throws {
        var configuration = SandboxConfiguration()
        // kubectl sends tokens over TLS only.
        configuration.tls = try Self.tls()
        configuration.authorizesByRoles = true
        configuration.bearerToken = "root"
        configuration.users = [SandboxConfiguration.User(name: "ann", groups: ["developers"], token: "ann-token")]
        let kubeconfig = FileManager.default.temporaryDirectory.appending(path: "kubeconfig-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: kubeconfig) }
        try await withSandbox(configuration) { handle in
            try handle.kubeconfig.write(to: kubeconfig, atomically: true, encoding: .utf8)
            func run(_ command: String, as user: String) async throws -> String {
                let arguments = ["--context", user] + command.split(separator: " ").map(String.init)
                return try await Kubectl.run(arguments, kubeconfig: kubeconfig.path()).output
            }
            let denied = try await run("get pods", as: "sandbox-ann")
            #expect(
                denied.contains(#"User "ann" cannot list resource "pods" in API group "" in the namespace "default""#))
            #expect(try await run("auth can-i list pods", as: "sandbox-ann").contains("no"))
            let bound = try await run("create rolebinding devs --clusterrole=view --group=developers", as: "sandbox")
            #expect(bound.contains("created"), "\(bound)")
            #expect(try await run("auth can-i list pods", as: "sandbox-ann").contains("yes"))
            #expect(try await run("auth can-i --list", as: "sandbox-ann").contains("deployments.apps"))
            #expect(try await run("get pods", as: "sandbox-ann").contains("No resources found"))
            #expect(try await run("get secrets", as: "sandbox-ann").contains("Forbidden"))
            #expect(try await run("get secrets --as=bob", as: "sandbox").contains(#"User "bob""#))
        }
    }

    @Test func kubectlWorks() async throws {
        var configuration = SandboxConfiguration()
        configuration.controllerDelay = .milliseconds(20)
        let folder = FileManager.default.temporaryDirectory.appending(path: "sandbox-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let manifest = folder.appending(path: "manifest.json")
        let kubeconfig = folder.appending(path: "kubeconfig")
        try Self.manifest.write(to: manifest, atomically: true, encoding: .utf8)
        try await withSandbox(configuration) { handle in
            try handle.kubeconfig.write(to: kubeconfig, atomically: true, encoding: .utf8)
            for (command, expected) in Self.commands {
                let arguments = command.split(separator: " ").map { $0 == "MANIFEST" ? manifest.path() : String($0) }
                let result = try await Kubectl.run(arguments, kubeconfig: kubeconfig.path())
                let fails = Self.failing.contains { command.hasPrefix($0) }
                #expect((result.status != 0) == fails, "kubectl \(command): \(result.output)")
                #expect(expected.isEmpty || result.output.contains(expected), "kubectl \(command): \(result.output)")
            }
        }
    }
}
