import Foundation
import JSON
import Testing

@testable import KubernetesClient

struct KubeconfigTests {
    private static let example = """
        apiVersion: v1
        kind: Config
        current-context: staging
        clusters:
        - name: one
          cluster: {server: "https://one.example.org:6443/", certificate-authority-data: "LS0tQ0E=", tls-server-name: kube}
        - name: two
          cluster: {server: "http://127.0.0.1:8080", insecure-skip-tls-verify: true}
        - name: broken
          cluster: {server: ftp://example.org}
        users:
        - name: token
          user: {token: secret}
        - name: basic
          user: {username: admin, password: hunter2}
        - name: certificate
          user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
        - name: half
          user: {client-certificate-data: Q0VSVA==}
        - name: file
          user: {tokenFile: tokens/one, token: stale}
        - name: plugin
          user:
            exec:
              apiVersion: client.authentication.k8s.io/v1
              command: bin/login
              args: [--cluster, one]
              env: [{name: REGION, value: eastus}]
              provideClusterInfo: true
              interactiveMode: IfAvailable
        - name: terminal
          user: {exec: {apiVersion: client.authentication.k8s.io/v1, command: login, interactiveMode: Always}}
        - name: old
          user: {exec: {apiVersion: client.authentication.k8s.io/v1alpha1, command: login}}
        contexts:
        - {name: staging, context: {cluster: one, user: token, namespace: shop}}
        - {name: basic, context: {cluster: two, user: basic}}
        - {name: certificate, context: {cluster: one, user: certificate}}
        - {name: half, context: {cluster: one, user: half}}
        - {name: file, context: {cluster: one, user: file}}
        - {name: plugin, context: {cluster: one, user: plugin}}
        - {name: terminal, context: {cluster: one, user: terminal}}
        - {name: old, context: {cluster: one, user: old}}
        - {name: anonymous, context: {cluster: two}}
        - {name: lost, context: {cluster: three, user: token}}
        - {name: stranger, context: {cluster: one, user: nobody}}
        - {name: broken, context: {cluster: broken}}
        """

    private func example() throws -> Kubeconfig {
        var config = Kubeconfig()
        try config.merge(Self.example, path: "/etc/kube/config")
        return config
    }

    @Test func currentContextIsUsed() throws {
        let access = try example().access()
        #expect(access.server == "https://one.example.org:6443")
        #expect(access.namespace == "shop")
        #expect(access.trust == .authorities(pem: "---CA"))
        #expect(access.tlsServerName == "kube")
        guard case .token("secret") = access.credential else {
            Issue.record("not the token")
            return
        }
    }

    @Test func basicAndAnonymous() throws {
        let access = try example().access(context: "basic")
        #expect(access.trust == .anything)
        guard case .basic(user: "admin", password: "hunter2") = access.credential else {
            Issue.record("not basic")
            return
        }
        guard case .none = try example().access(context: "anonymous").credential else {
            Issue.record("not anonymous")
            return
        }
    }

    @Test func certificateAndTokenFile() throws {
        #expect(
            try example().access(context: "certificate").clientCertificate == .init(chain: "CERT", key: "KEY"))
        guard case .tokenFile("/etc/kube/tokens/one") = try example().access(context: "file").credential else {
            Issue.record("the token file does not beat the token, or is not relative to the kubeconfig")
            return
        }
    }

    @Test func execPlugin() throws {
        guard case .exec(let plugin) = try example().access(context: "plugin").credential else {
            Issue.record("not exec")
            return
        }
        #expect(plugin.command == "/etc/kube/bin/login")
        #expect(plugin.arguments == ["--cluster", "one"])
        #expect(plugin.environment == ["REGION": "eastus"])
        #expect(plugin.cluster?["server"] == "https://one.example.org:6443/")
        #expect(plugin.cluster?["certificate-authority-data"] == "LS0tQ0E=")
    }

    @Test(arguments: [
        ("half", "no client key"), ("terminal", "needs a terminal"), ("old", "unknown version"),
        ("lost", "a cluster that the kubeconfig does not have"),
        ("stranger", "a user that the kubeconfig does not have"),
        ("broken", "no server URL"), ("nowhere", "there are: staging, basic"),
    ])
    func whatIsWrongIsNamed(context: String, expected: String) throws {
        let error = #expect(throws: KubernetesError.self) { try example().access(context: context) }
        #expect(error?.description.contains(expected) == true, "\(error?.description ?? "")")
    }

    @Test func earlierFilesWin() throws {
        var config = Kubeconfig()
        try config.merge("current-context: a\nusers: [{name: u, user: {token: first}}]", path: "/one/config")
        try config.merge(
            """
            current-context: b
            clusters: [{name: c, cluster: {server: "https://c:1"}}]
            users: [{name: u, user: {token: second}}]
            contexts: [{name: a, context: {cluster: c, user: u}}]
            """, path: "/two/config")
        guard case .token("first") = try config.access().credential else {
            Issue.record("the later file won")
            return
        }
    }

    @Test func missingFilesArePassedOver() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let file = directory.appending(path: "config")
        try Data(Self.example.utf8).write(to: file)
        let config = try Kubeconfig.load(paths: ["/does/not/exist", file.path()])
        #expect(config.currentContext == "staging")
        #expect(throws: KubernetesError.self) { try Kubeconfig.load(paths: ["/does/not/exist"]) }
    }

    @Test func brokenYAMLNamesItsPlace() {
        var config = Kubeconfig()
        let error = #expect(throws: KubernetesError.self) { try config.merge("a: [1,\nb: }", path: "/x/config") }
        #expect(error?.description.contains("/x/config") == true)
    }

    @Test func inCluster() throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try Data("PEM".utf8).write(to: directory.appending(path: "ca.crt"))
        try Data("bunraku\n".utf8).write(to: directory.appending(path: "namespace"))
        #expect(try ClusterAccess.inCluster(environment: [:], directory: directory.path()) == nil)
        let environment = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]
        let access = try #require(try ClusterAccess.inCluster(environment: environment, directory: directory.path()))
        #expect(access.server == "https://[fd00::1]:443")
        #expect(access.namespace == "bunraku")
        #expect(access.trust == .authorities(pem: "PEM"))
    }
}
