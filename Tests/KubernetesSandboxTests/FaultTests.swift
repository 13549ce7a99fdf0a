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
        #expect(FaultRule(path: glob, effect: .drop).matches(method: "GET", path: path) == expected)
    }

    @Test func aRuleIsUsedUp() {
        let injector = FaultInjector([FaultRule(method: "POST", path: "*", effect: .status(500), count: 2)])
        #expect(injector.effects(method: "GET", path: "/", isWatch: false).isEmpty)
        let hits = (0..<4).map { _ in injector.effects(method: "POST", path: "/", isWatch: false).count }
        #expect(hits == [1, 1, 0, 0])
    }
}
