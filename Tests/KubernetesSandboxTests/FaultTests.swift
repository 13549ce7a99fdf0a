import JSON
import Testing

@testable import KubernetesSandbox

struct FaultTests {
    @Test(arguments: [
        ("/api/v1/*", "/api/v1/pods", true), ("*/deployments/web", "/apis/apps/v1/namespaces/a/deployments/web", true),
        ("*/deployments/web", "/apis/apps/v1/namespaces/a/deployments/web2", false), ("*", "", true),
        ("/a*b*c", "/axbyc", true),
        ("/a*b*c", "/axbyd", false), ("/api", "/api/v1", false),
    ])
    func rulesMatchPaths(_ glob: String, _ path: String, _ expected: Bool) {
        #expect(FaultRule(path: glob, effect: .drop).fits(FaultTarget(method: "GET", path: path)) == expected)
    }

    @Test func rulesMatchVerbsAndQueries() {
        let target = FaultTarget(
            method: "PATCH", path: "/x", verb: .apply, query: QueryParameters("dryRun=All&fieldManager=bunraku"))
        #expect(FaultRule(path: "*", verb: .apply, effect: .drop).fits(target))
        #expect(!FaultRule(path: "*", verb: .patch, effect: .drop).fits(target))
        #expect(FaultRule(path: "*", isDryRun: true, effect: .drop).fits(target))
        #expect(!FaultRule(path: "*", isDryRun: false, effect: .drop).fits(target))
        for (name, glob, expected) in [
            ("fieldManager", "bun*", true), ("fieldManager", "x", false), ("limit", "*", false),
        ] {
            var rule = FaultRule(path: "*", effect: .drop)
            rule.query = [name: glob]
            #expect(rule.fits(target) == expected)
        }
        #expect(!FaultRule(path: "*", verb: .get, effect: .drop).fits(FaultTarget(method: "GET", path: "/version")))
    }

    /// How often each of some requests is hit.
    private static func hits(_ rule: FaultRule, _ count: Int, method: String = "POST") -> [Int] {
        let injector = FaultInjector([rule])
        return (0..<count).map { _ in injector.effects(on: FaultTarget(method: method, path: "/")).count }
    }

    @Test func aRuleIsUsedUp() {
        let rule = FaultRule(method: "POST", path: "*", effect: .status(500), count: 2)
        #expect(Self.hits(rule, 4) == [1, 1, 0, 0])
        #expect(Self.hits(rule, 2, method: "GET") == [0, 0])
        #expect(Self.hits(FaultRule(path: "*", effect: .drop, after: 2, count: 1), 5) == [0, 0, 1, 0, 0])
    }

    @Test func lotsFollowFromTheSeed() {
        var rule = FaultRule(path: "*", effect: .drop)
        rule.probability = 0.5
        rule.seed = 7
        let first = Self.hits(rule, 200)
        #expect(first == Self.hits(rule, 200))
        #expect((60...140).contains(first.reduce(0, +)))
        rule.seed = 8
        #expect(first != Self.hits(rule, 200))
    }

    @Test func randomLatencyStaysWithinItsBounds() {
        let injector = FaultInjector([
            FaultRule(path: "*", effect: .randomLatency(.milliseconds(10), .milliseconds(20)))
        ])
        let times = (0..<50).flatMap { _ in injector.effects(on: FaultTarget(method: "GET", path: "/")) }.map {
            FaultPlan([$0]).latency
        }
        #expect(times.allSatisfy { (.milliseconds(10) ... .milliseconds(20)).contains($0) })
        #expect(Set(times).count > 10)
    }

    /// A rule as users write it, and as it is shown.
    @Test(arguments: [
        #"{"path":"*","status":503,"retryAfter":1}"#,
        #"{"method":"PATCH","path":"*/x","verb":"apply","dryRun":false,"query":{"force":"*"},"after":1,"count":2,"probability":0.5,"seed":9,"drop":"after"}"#,
        #"{"path":"*","status":200,"contentType":"text/html","body":"<html>"}"#,
        #"{"path":"*","latency":"200ms"}"#, #"{"path":"*","latency":["10ms","1500ms"]}"#,
        #"{"path":"*","drop":"before"}"#, #"{"path":"*","truncate":"length"}"#, #"{"path":"*","truncate":"chunked"}"#,
        #"{"path":"*","resetWatch":2}"#, #"{"path":"*","silenceWatch":0}"#, #"{"path":"*","garbleWatch":1}"#,
        #"{"path":"*","failWatch":410,"events":3}"#, #"{"path":"*","stale":5}"#,
        #"{"path":"*/pods/web-*","slowHealth":"60000ms"}"#, #"{"path":"*","refuseConnections":"1000ms"}"#,
    ])
    func rulesAreReadAndShown(_ text: String) throws {
        let json = try JSONParser.parse(Array(text.utf8))
        let rules = try FaultRule.list(["faults": [json]])
        #expect(rules.map(\.json) == [json])
    }

    @Test(arguments: [
        (#"{"path":"*"}"#, "faults[0]: expected one of denyingWebhook, drop,"),
        (#"{"path":"*","drop":"now"}"#, "faults[0]: 'drop' must be after or before"),
        (#"{"path":"*","drop":"after","status":500}"#, "faults[0]: expected one of"),
        (#"{"verb":"applied","status":500}"#, "faults[0]: there is no verb 'applied'; there are get, list,"),
        (#"{"status":99}"#, "faults[0]: 'status' must be an HTTP status"),
        (#"{"latency":"soon"}"#, "faults[0]: 'latency' must be a time such as \"200ms\""),
        (#"{"latency":["2s","1s"]}"#, "faults[0]: 'latency' must be a time"),
        (#"{"status":500,"times":2}"#, "faults[0]: 'times' is not known here"),
        (#"{"status":500,"count":-1}"#, "faults[0]: 'count' must be a number from 0"),
        (#"{"status":500,"probability":2}"#, "faults[0]: 'probability' must be between 0 and 1"),
        ("[]", "faults[0]: expected an object"),
    ])
    func wrongRulesAreExplained(_ text: String, _ expected: String) throws {
        let json = try JSONParser.parse(Array(text.utf8))
        let error = #expect(throws: FaultRuleError.self) { try FaultRule.list(["faults": [json]]) }
        #expect(error?.description.hasPrefix(expected) == true, "\(error?.description ?? "")")
    }
}
