import PKI
import Testing

@testable import Master

struct AccessPolicyTests {
    private let policy = AccessPolicy(
        admins: ["admin"], grants: ["*.lab": ["production", "feature_*"], "two.lab": ["staging"]])

    @Test(arguments: [
        ("one.lab", "production", true), ("one.lab", "feature_x", true), ("one.lab", "staging", false),
        ("two.lab", "staging", true), ("two.lab", "production", true), ("one.prod", "production", false),
        ("admin", "production", false), ("one.lab", "feature", false),
    ])
    func environmentIsGranted(_ certname: String, _ environment: String, _ isGranted: Bool) {
        #expect(policy.allows(certname, environment: environment) == isGranted)
    }

    @Test(
        arguments: [
            ("one.lab", "feature_x", "feature_x"), ("one.lab", "staging", "production"), ("one.lab", nil, "production"),
            ("one.prod", "production", nil),
        ] as [(String, String?, String?)])
    func nodeIsToldItsEnvironment(_ certname: String, _ asked: String?, _ environment: String?) {
        #expect(policy.environment(for: certname, asked: asked) == environment)
    }

    @Test func nothingIsGrantedByDefault() {
        #expect(!AccessPolicy(admins: [], grants: [:]).allows("one.lab", environment: "production"))
    }

    @Test(arguments: [
        AccessPolicy.Access.certificate, .node, .admin,
    ])
    func strangersAreRefused(_ access: AccessPolicy.Access) {
        #expect(policy.refusal(.anonymous, access: access, node: "one.lab") != nil)
        #expect(
            policy.refusal(.refused(certname: "one.lab", reason: "revoked"), access: access, node: "one.lab")
                == "revoked")
        #expect(policy.refusal(.anonymous, access: .open, node: nil) == nil)
    }

    @Test(arguments: [
        ("feature/JENKINS-1", "feature_JENKINS_1"), ("production", "production"), ("a.b-c", "a_b_c"), ("é", "__"),
    ])
    func branchBecomesEnvironment(_ branch: String, _ environment: String) {
        #expect(EnvironmentName.of(branch: branch) == environment)
        #expect(EnvironmentName.isValid(environment))
    }

    @Test(arguments: ["", "a-b", "../x", "a b", "é", String(repeating: "a", count: 256)])
    func environmentNameIsInvalid(_ name: String) {
        #expect(!EnvironmentName.isValid(name))
    }
}
