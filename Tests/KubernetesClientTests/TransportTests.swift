import Kubernetes
import NIOHTTP1
import Testing

@testable import KubernetesClient

struct TransportTests {
    @Test func backoffDoublesUpToItsBound() {
        let policy = RetryPolicy(
            maximumAttempts: 4, firstDelay: .milliseconds(100), maximumDelay: .milliseconds(300), jitter: { 1 })
        #expect(
            (1...4).map { policy.delay(after: .backoff, attempt: $0) } == [
                .milliseconds(100), .milliseconds(200), .milliseconds(300), nil,
            ])
        #expect(policy.delay(after: .never, attempt: 1) == nil)
        #expect(policy.delay(after: .after(.seconds(100)), attempt: 1) == .milliseconds(1000))
    }

    @Test func jitterHalvesAtMost() {
        let policy = RetryPolicy(firstDelay: .milliseconds(100), jitter: { 0 })
        #expect(policy.backoff(attempt: 1) == .milliseconds(50))
        #expect(policy.backoff(attempt: 1_000_000) == policy.maximumDelay / 2)
    }

    @Test func statusIsRead() {
        let body = Array(
            #"""
            {"kind":"Status","status":"Failure","message":"ConfigMap \"k\" is invalid","reason":"Invalid",
            "details":{"retryAfterSeconds":3,"causes":[{"reason":"FieldValueInvalid","message":"bad","field":"data[x]"}]}}
            """#.utf8)
        let status = APIStatus(code: 422, body: body, retryAfterHeader: nil)
        #expect(status.reason == "Invalid")
        #expect(status.causes == [.init(reason: "FieldValueInvalid", message: "bad", field: "data[x]")])
        #expect(status.retry == .never)
        #expect(APIStatus(code: 503, body: body, retryAfterHeader: "7").retry == .after(.seconds(7)))
        #expect(APIStatus(code: 500, body: [], retryAfterHeader: nil).retry == .backoff)
        #expect(
            APIStatus(code: 502, body: Array("<html>\nbad gateway".utf8), retryAfterHeader: nil).message
                == "HTTP status 502: <html> bad gateway")
    }

    @Test func linesAreCut() throws {
        var lines = LineBuffer(limit: 20)
        try lines.append(Array("one\ntw".utf8))
        #expect(lines.next() == Array("one".utf8))
        #expect(lines.next() == nil)
        try lines.append(Array("o\n\nthree".utf8))
        #expect(lines.next() == Array("two".utf8))
        #expect(lines.next() == [])
        #expect(lines.next() == nil)
        #expect(throws: KubernetesError.answerTooLarge(limit: 20)) { try lines.append(Array(repeating: 65, count: 20)) }
    }

    @Test func pathsAreEscaped() {
        let resource = APIResource(
            gvk: GroupVersionKind(group: "rbac.authorization.k8s.io", version: "v1", kind: "Role"), plural: "roles",
            singular: "role", namespaced: true)
        #expect(
            resource.path(namespace: "a/b", name: "system:x%y")
                == "/apis/rbac.authorization.k8s.io/v1/namespaces/a%2Fb/roles/system%3Ax%25y")
        #expect(resource.path(namespace: nil) == "/apis/rbac.authorization.k8s.io/v1/roles")
        let request = APIRequest(path: "/x", query: [("labelSelector", "a in (b,c)")])
        #expect(request.target == "/x?labelSelector=a%20in%20%28b%2Cc%29")
    }

    @Test func creationIsNotRepeatedInDoubt() {
        #expect(!APIRequest(method: .POST, path: "/").isRepeatable)
        #expect(APIRequest(method: .PATCH, path: "/").isRepeatable)
        #expect(KubernetesError.unreachable("", wasSent: true).leavesDoubt)
        #expect(!KubernetesError.unreachable("", wasSent: false).leavesDoubt)
    }

    @Test(arguments: [
        ("https://a.b:6443/k8s/c/", "https://a.b:6443/k8s/c"), ("http://[::1]:80", "http://[::1]:80"),
        ("HTTPS://a", "https://a"),
    ])
    func serverAddress(text: String, expected: String) throws {
        #expect(try ServerAddress(text).url() == expected)
    }

    @Test func serverNameReplacesTheHost() throws {
        #expect(try ServerAddress("https://10.0.0.1:6443").url(host: "kubernetes") == "https://kubernetes:6443")
        #expect(throws: KubernetesError.self) { try ServerAddress("kubernetes:6443") }
    }
}
