import JSON
import Kubernetes
import Testing

/// What is said of pods that are not ready.
struct PodTroubleTests {
    private static func pod(_ status: String) throws -> KubernetesObject {
        KubernetesObject(
            try JSONParser.parse(
                #"{"apiVersion":"v1","kind":"Pod","metadata":{"creationTimestamp":"2026-01-01T00:00:00Z"},"status":{\#(status)}}"#
            ))
    }

    private static func container(_ state: String, _ more: String = "") -> String {
        #""phase":"Running","containerStatuses":[{"name":"app","image":"app:1","ready":false,"state":\#(state)\#(more)}]"#
    }

    private static let crash =
        #"{"waiting":{"reason":"CrashLoopBackOff","message":"back-off 40s restarting failed container"}}"#

    @Test(arguments: [
        (
            container(crash, #","restartCount":3,"lastState":{"terminated":{"exitCode":1,"reason":"Error"}}"#),
            "container app: CrashLoopBackOff: back-off 40s restarting failed container; it last ended with exit code 1 (Error)",
            true
        ),
        (
            container(crash, #","restartCount":1"#),
            "container app: CrashLoopBackOff: back-off 40s restarting failed container", false
        ),
        (
            container(#"{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image"}}"#),
            "container app: ImagePullBackOff: Back-off pulling image (image app:1)", true
        ),
        (
            container(#"{"waiting":{"reason":"ImagePullBackOff","message":"Back-off pulling image \"app:1\""}}"#),
            "container app: ImagePullBackOff: Back-off pulling image \"app:1\"", true
        ),
        (
            container(#"{"terminated":{"exitCode":137,"reason":"OOMKilled"}}"#),
            "container app: it ended with exit code 137 (OOMKilled)", false
        ),
        (
            container(
                #"{"running":{}}"#,
                #","lastState":{"terminated":{"exitCode":2,"reason":"Error","message":"no database\nmore"}}"#),
            "container app: running but not ready; it last ended with exit code 2 (Error): no database", false
        ),
        (
            #""phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable","message":"0/3 nodes are available: 3 Insufficient cpu."}]"#,
            "not scheduled: 0/3 nodes are available: 3 Insufficient cpu.", false
        ),
        (
            #""phase":"Failed","reason":"Evicted","message":"The node was low on resource: memory.""#,
            "Evicted: The node was low on resource: memory.", true
        ),
        (
            #""phase":"Failed","containerStatuses":[{"name":"app","ready":false,"state":{"terminated":{"exitCode":3,"reason":"Error"}}}]"#,
            "container app: it ended with exit code 3 (Error)", true
        ),
        (
            #""phase":"Pending","initContainerStatuses":[{"name":"setup","state":{"waiting":{"reason":"CreateContainerConfigError","message":"secret \"x\" not found"}}}]"#,
            "init container setup: CreateContainerConfigError: secret \"x\" not found", true
        ),
    ])
    func words(status: String, text: String, isFinal: Bool) throws {
        let trouble = try #require(PodTrouble.find(in: try Self.pod(status), now: KindHealthTests.newYear + 60))
        #expect(trouble.text == text)
        #expect(trouble.isFinal == isFinal)
    }

    @Test(arguments: [
        #""phase":"Succeeded""#, #""phase":"Running","conditions":[{"type":"Ready","status":"True"}]"#,
        #""phase":"Running","containerStatuses":[{"name":"app","ready":true,"state":{"running":{}}}]"#,
    ])
    func noTrouble(status: String) throws {
        #expect(PodTrouble.find(in: try Self.pod(status), now: nil) == nil)
    }

    @Test func whatMayStillAppearIsNotFinalAtFirst() throws {
        let status = Self.container(#"{"waiting":{"reason":"ErrImagePull"}}"#)
        #expect(PodTrouble.find(in: try Self.pod(status), now: KindHealthTests.newYear + 5)?.isFinal == false)
    }
}
