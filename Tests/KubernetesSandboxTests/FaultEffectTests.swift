import Foundation
import JSON
import OrderedCollections
import Synchronization
import Testing

@testable import KubernetesSandbox

/// What faults look like to a client, byte by byte.
struct FaultEffectTests {
    private static let maps = "/api/v1/namespaces/default/configmaps"
    private static let named = "\(maps)/a"

    private func serving(
        _ configuration: SandboxConfiguration = SandboxConfiguration(),
        _ body: @Sendable (SandboxHandle) async throws -> Void
    ) async throws {
        try await withSandbox(configuration, body)
    }

    private func withFault(
        _ effect: FaultRule.Effect, path: String = "*/configmaps*", method: String? = nil,
        _ body: @Sendable (SandboxHandle) async throws -> Void
    ) async throws {
        try await withSandbox { handle in
            handle.sandbox.send("POST", Self.maps, configMap("a", ["k": "v"]))
            handle.sandbox.addFault(FaultRule(method: method, path: path, effect: effect))
            try await body(handle)
        }
    }

    @Test(arguments: [401, 403, 404, 409, 410, 422, 429, 500, 503, 504])
    func statuses(_ code: Int) async throws {
        try await withFault(.status(code, retryAfter: 7)) { handle in
            let answer = try await RawConnection.answer(port: handle.port, Self.named)
            #expect(answer.status == code)
            #expect(answer.text.lowercased().contains("\r\nretry-after: 7\r\n"))
            let json = try JSONParser.parse(Array(answer.body.utf8))
            #expect(json["kind"] == "Status" && json["code"] == .integer(code) && json["reason"] != nil)
        }
    }

    @Test func webhooksFailInTheServersWords() async throws {
        try await withFault(.failingWebhook("guard.example.org")) { handle in
            let answer = try await RawConnection.answer(port: handle.port, Self.named)
            #expect(answer.status == 500)
            #expect(answer.body.contains(#"Internal error occurred: failed calling webhook \"guard.example.org\": "#))
        }
        try await withFault(.denyingWebhook("guard.example.org", "no owner")) { handle in
            let answer = try await RawConnection.answer(port: handle.port, Self.named)
            #expect(answer.status == 403)
            #expect(answer.body.contains(#"admission webhook \"guard.example.org\" denied the request: no owner"#))
        }
        try await withFault(.failingConversion(of: "Widget", to: "example.org/v1")) { handle in
            let answer = try await RawConnection.answer(port: handle.port, Self.named)
            #expect(answer.status == 500)
            #expect(answer.body.contains("conversion webhook for example.org/v1, Kind=Widget failed: "))
        }
    }

    @Test func garbageIsAnswered() async throws {
        try await withFault(.garbage) { handle in
            let answer = try await RawConnection.answer(port: handle.port, Self.named)
            #expect(answer.status == 200)
            #expect(answer.body.hasPrefix("<html>"))
        }
    }

    @Test func discoveryOfOneGroupFails() async throws {
        try await serving { handle in
            for rule in FaultRule.discovery(of: "apps", "v1", .status(503)) { handle.sandbox.addFault(rule) }
            let port = handle.port
            var statuses: [Int?] = []
            for path in ["/apis/apps/v1", "/apis/apps", "/apis/batch/v1", "/apis/apps/v1/deployments"] {
                statuses.append(try await RawConnection.answer(port: port, path).status)
            }
            #expect(statuses == [503, 503, 200, 200])
        }
    }

    private static let patch = (
        headers: ["content-type": "application/merge-patch+json"], body: #"{"data":{"k":"new"}}"#
    )

    private static func isWritten(_ handle: SandboxHandle) -> Bool {
        handle.sandbox.send("GET", named).body[path: "data", "k"] == "new"
    }

    @Test func aDroppedRequestIsNotHandled() async throws {
        try await withFault(.drop, method: "PATCH") { handle in
            let answer = try await RawConnection.answer(
                port: handle.port, "PATCH", Self.named, headers: Self.patch.headers, body: Self.patch.body)
            #expect(answer.text.isEmpty && answer.isClosed)
            #expect(!Self.isWritten(handle))
        }
    }

    @Test func aLostAnswerIsToARequestThatWasHandled() async throws {
        try await withFault(.loseAnswer, method: "PATCH") { handle in
            let answer = try await RawConnection.answer(
                port: handle.port, "PATCH", Self.named, headers: Self.patch.headers, body: Self.patch.body)
            #expect(answer.text.isEmpty && answer.isClosed)
            #expect(Self.isWritten(handle))
        }
    }

    @Test func lessComesThanTheHeaderPromises() async throws {
        try await withFault(.truncate(.length), method: "PATCH") { handle in
            let answer = try await RawConnection.answer(
                port: handle.port, "PATCH", Self.named, headers: Self.patch.headers, body: Self.patch.body)
            #expect(answer.status == 200 && answer.isClosed)
            #expect(answer.text.lowercased().contains("content-length: "))
            #expect(answer.body.hasPrefix("{") && !answer.body.contains("\n"))
            #expect(Self.isWritten(handle))
        }
    }

    @Test func jsonEndsInTheMiddle() async throws {
        try await withFault(.truncate(.chunked)) { handle in
            let answer = try await RawConnection.answer(port: handle.port, Self.named)
            #expect(answer.status == 200 && answer.isComplete && !answer.isClosed)
            #expect(answer.body.contains(#"{"kind":"ConfigMap""#) || answer.body.contains(#""apiVersion":"v1""#))
            #expect(!answer.body.contains("}\n"))
        }
    }

    @Test func latencyDelays() async throws {
        try await withFault(.latency(.milliseconds(60))) { handle in
            let start = ContinuousClock.now
            let answer = try await RawConnection.answer(port: handle.port, Self.named)
            #expect(answer.status == 200)
            #expect(.now - start >= .milliseconds(60))
        }
    }

    /// Watches from the beginning: the first event is the object that is there; a second one is made when it came.
    private func watch(_ effect: FaultRule.Effect) async throws -> RawConnection.Received {
        let result = Mutex(RawConnection.Received())
        try await withFault(effect) { handle in
            let target = "\(Self.maps)?watch=true&timeoutSeconds=1&fieldSelector=metadata.name!=kube-root-ca.crt"
            let received = try await RawConnection.get(port: handle.port, target) { received in
                if received.text.contains(#""name":"a""#) {
                    handle.sandbox.send("POST", Self.maps, configMap("b"))
                }
                return received.isComplete
            }
            result.withLock { $0 = received }
        }
        return result.withLock { $0 }
    }

    @Test func watchesAreReset() async throws {
        let received = try await watch(.resetWatch(afterEvents: 1))
        #expect(received.isClosed && !received.isComplete)
        #expect(received.text.contains(#""name":"a""#) && !received.text.contains(#""name":"b""#))
    }

    @Test func watchesFailWithAnEvent() async throws {
        let received = try await watch(.failWatch(410, afterEvents: 1))
        #expect(received.isComplete && !received.text.contains(#""name":"b""#))
        #expect(received.text.contains(#""type":"ERROR""#) && received.text.contains(#""reason":"Expired""#))
    }

    @Test func watchesAreGarbled() async throws {
        let received = try await watch(.garbleWatch(afterEvents: 1))
        #expect(received.isComplete)
        let places = [#""name":"a""#, "<html>Bad Gateway</html>", #""name":"b""#].map {
            received.text.firstRange(of: $0)?.lowerBound
        }
        #expect(places.allSatisfy { $0 != nil } && places.compactMap { $0 } == places.compactMap { $0 }.sorted())
    }

    /// Another watch, which begins later and is healthy, ends at its time; the silent one does not.
    @Test func watchesGoSilent() async throws {
        try await withFault(.silenceWatch(afterEvents: 1)) { handle in
            let silent = TextBox()
            let port = handle.port
            async let watch = RawConnection.get(
                port: port, "\(Self.maps)?watch=true&timeoutSeconds=1&fieldSelector=metadata.name!=kube-root-ca.crt"
            ) { received in
                silent.set(received.text)
                return received.isComplete
            }
            while !silent.text.contains(#""name":"a""#) { await Task.yield() }
            handle.sandbox.send("POST", Self.maps, configMap("b"))
            let healthy = try await RawConnection.get(port: port, "/api/v1/namespaces?watch=true&timeoutSeconds=1") {
                $0.isComplete
            }
            #expect(healthy.isComplete)
            #expect(!silent.text.contains(#""name":"b""#) && !silent.text.hasSuffix("0\r\n\r\n"))
            #expect(handle.sandbox.connectionCount >= 1, "it is open still")
            // Only the sandbox's own end ends it.
            handle.store.endWatches()
            _ = try await watch
        }
    }

    @Test func readsAreStale() async throws {
        try await withFault(.stale(versions: 1)) { handle in
            let port = handle.port
            handle.sandbox.send(
                "PATCH", Self.named, ["data": ["k": "new"]], contentType: "application/merge-patch+json")
            #expect(try await RawConnection.answer(port: port, Self.named).body.contains(#""k":"v""#))
            handle.sandbox.send("POST", Self.maps, configMap("b"))
            let list = try await RawConnection.answer(port: port, Self.maps).body
            #expect(list.contains(#""k":"new""#) && !list.contains(#""name":"b""#))
            #expect(try await RawConnection.answer(port: port, "\(Self.maps)/b").status == 404)
            handle.sandbox.send("DELETE", "\(Self.maps)/b")
            #expect(try await RawConnection.answer(port: port, "\(Self.maps)/b").status == 200)
        }
    }

    @Test func healthIsSlowForSomePods() async throws {
        var configuration = SandboxConfiguration()
        configuration.controllerDelay = .zero
        configuration.faults = [
            FaultRule(path: "*/pods/slow-*", effect: .slowHealth(.seconds(600)))
        ]
        try await serving(configuration) { handle in
            let path = "/apis/apps/v1/namespaces/default/deployments"
            for name in ["slow", "quick"] { handle.sandbox.send("POST", path, deployment(name)) }
            func ready(_ name: String) -> Int? {
                handle.sandbox.send("GET", "\(path)/\(name)").body[path: "status", "readyReplicas"]?.integer
            }
            while ready("quick") != 1 { await Task.yield() }
            #expect(ready("slow") ?? 0 == 0)
        }
    }

    @Test func connectionsAreRefused() async throws {
        try await serving { handle in
            handle.sandbox.addFault(FaultRule(path: "/version", effect: .refuseConnections(.seconds(100)), count: 1))
            for _ in 0..<3 {
                let answer = try await RawConnection.answer(port: handle.port, "/version")
                #expect(answer.text.isEmpty && answer.isClosed)
            }
            #expect(handle.sandbox.faultHits == 1, "only the first of them was seen as a request")
        }
    }

    @Test func connectionsAreTakenAgainAfterAWhile() async throws {
        try await serving { handle in
            let fault = FaultRule(path: "/version", effect: .refuseConnections(.milliseconds(100)), count: 1)
            handle.sandbox.addFault(fault)
            while try await RawConnection.answer(port: handle.port, "/version").status != 200 {
                try await ContinuousClock().sleep(for: .milliseconds(5))
            }
        }
    }

    @Test func faultsAreSetFromOutside() async throws {
        try await serving { handle in
            let port = handle.port
            let rules = #"{"faults":[{"path":"*/configmaps/a","status":503,"count":1}]}"#
            let set = try await RawConnection.answer(port: port, "PUT", FaultEndpoint.path, body: rules)
            #expect(set.status == 200)
            #expect(try await RawConnection.answer(port: port, Self.named).status == 503)
            #expect(try await RawConnection.answer(port: port, Self.named).status == 404)
            let shown = try await RawConnection.answer(port: port, FaultEndpoint.path).body
            #expect(shown.contains(#""hits":1"#))
            // What hits everything does not shut us out.
            let all = #"{"faults":[{"drop":"before"}]}"#
            #expect(try await RawConnection.answer(port: port, "POST", FaultEndpoint.path, body: all).status == 200)
            #expect(try await RawConnection.answer(port: port, "/version").isClosed)
            #expect(try await RawConnection.answer(port: port, "DELETE", FaultEndpoint.path).status == 200)
            #expect(try await RawConnection.answer(port: port, "/version").status == 200)
            let wrong = try await RawConnection.answer(port: port, "PUT", FaultEndpoint.path, body: "{}")
            #expect(wrong.status == 400)
            #expect(wrong.body.contains("expected {"))
        }
    }

    @Test func faultsNeedTheToken() async throws {
        var configuration = SandboxConfiguration()
        configuration.bearerToken = "open-sesame"
        try await serving(configuration) { handle in
            let rules = #"{"faults":[{"status":503}]}"#
            let refused = try await RawConnection.answer(port: handle.port, "PUT", FaultEndpoint.path, body: rules)
            #expect(refused.status == 401)
            let taken = try await RawConnection.answer(
                port: handle.port, "PUT", FaultEndpoint.path, headers: ["authorization": "Bearer open-sesame"],
                body: rules)
            #expect(taken.status == 200)
        }
    }

    @Test func theAuditHearsOfEveryRequest() async throws {
        let heard = Mutex<[String]>([])
        var configuration = SandboxConfiguration()
        configuration.audit = { event in
            heard.withLock { $0.append("\(event.stage) \(event.method) \(event.verb?.rawValue ?? "-") \(event.path)") }
        }
        configuration.faults = [FaultRule(path: "*/configmaps/b", effect: .drop)]
        try await serving(configuration) { handle in
            _ = try await RawConnection.answer(port: handle.port, Self.named)
            _ = try await RawConnection.answer(port: handle.port, "DELETE", "\(Self.maps)/b")
            _ = try await RawConnection.answer(port: handle.port, "/version")
        }
        #expect(
            heard.withLock { $0 } == [
                "received GET get \(Self.named)", "handled(404) GET get \(Self.named)",
                "received DELETE delete \(Self.maps)/b", "received GET - /version", "handled(200) GET - /version",
            ])
    }
}

/// A text that one task writes and another reads.
private final class TextBox: Sendable {
    private let value = Mutex("")
    var text: String { value.withLock { $0 } }
    func set(_ text: String) { value.withLock { $0 = text } }
}
