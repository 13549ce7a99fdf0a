import JSON
import OrderedCollections
import Testing

@testable import Kubernetes

struct SchemaValidatorTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let kind: String
        let json: String
        /// `path kind`.
        let expected: [String]
        var testDescription: String { name }
    }

    static let deployment = """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web","namespace":"shop"},"spec":{
          "replicas":2,"selector":{"matchLabels":{"app":"web"}},"template":{"metadata":{"labels":{"app":"web"}},
          "spec":{"containers":[{"name":"web","image":"nginx:1","ports":[{"containerPort":80}],
            "resources":{"limits":{"cpu":1,"memory":"64Mi"}},
            "livenessProbe":{"httpGet":{"path":"/","port":"http"}}}]}}}}
        """

    static let cases = [
        Case(name: "a good Deployment", kind: "deployment", json: deployment, expected: []),
        Case(
            name: "unknown field", kind: "deployment", json: deployment.replacing("\"image\"", with: "\"imagee\""),
            expected: ["spec.template.spec.containers[0].imagee unknown_field"]),
        Case(
            name: "number where text is wanted", kind: "configmap",
            json: #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"data":{"port":8080}}"#,
            expected: ["data.port wrong_type"]),
        Case(
            name: "text where a number is wanted", kind: "deployment",
            json: deployment.replacing("\"replicas\":2", with: "\"replicas\":\"2\""),
            expected: ["spec.replicas wrong_type"]),
        Case(
            name: "missing fields", kind: "deployment",
            json:
                #"{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"w"},"spec":{"template":{"spec":{}}}}"#,
            expected: ["spec.template.spec.containers missing_field", "spec.selector missing_field"]),
        Case(
            name: "null is missing", kind: "deployment",
            json: deployment.replacing("\"selector\":{\"matchLabels\":{\"app\":\"web\"}}", with: "\"selector\":null"),
            expected: ["spec.selector missing_field"]),
        Case(
            name: "enum", kind: "service",
            json:
                #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"type":"ClusterIp","ports":[{"port":80,"protocol":"HTTP"}]}}"#,
            expected: ["spec.type unsupported_value", "spec.ports[0].protocol unsupported_value"]),
        Case(
            name: "base64", kind: "secret",
            json:
                #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"s"},"data":{"a":"c2VjcmV0","b":"not base64"}}"#,
            expected: ["data.b bad_format"]),
        Case(
            name: "quantity", kind: "deployment", json: deployment.replacing("64Mi", with: "64 MB"),
            expected: ["spec.template.spec.containers[0].resources.limits.memory bad_format"]),
        Case(
            name: "32 bits", kind: "deployment",
            json: deployment.replacing("\"replicas\":2", with: "\"replicas\":3000000000"),
            expected: ["spec.replicas bad_format"]),
        Case(
            name: "two containers of one name", kind: "deployment",
            json: deployment.replacing("\"containers\":[", with: "\"containers\":[{\"name\":\"web\",\"image\":\"x\"},"),
            expected: ["spec.template.spec.containers[1] duplicate_element"]),
        Case(
            name: "ports differ by the default protocol", kind: "service",
            json:
                #"{"apiVersion":"v1","kind":"Service","metadata":{"name":"s"},"spec":{"ports":[{"name":"a","port":53},{"name":"b","port":53,"protocol":"UDP"},{"name":"c","port":53,"protocol":"TCP"}]}}"#,
            expected: ["spec.ports[2] duplicate_element"]),
        Case(
            name: "a field of the top level", kind: "configmap",
            json: #"{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"c"},"dataa":{}}"#,
            expected: ["dataa unknown_field"]),
        Case(
            name: "an object in a list of texts", kind: "clusterrole",
            json:
                #"{"apiVersion":"rbac.authorization.k8s.io/v1","kind":"ClusterRole","metadata":{"name":"c"},"rules":[{"apiGroups":[""],"resources":[{}],"verbs":["get"]}]}"#,
            expected: ["rules[0].resources[0] wrong_type"]),
    ]

    @Test(arguments: cases)
    func violations(case sample: Case) throws {
        let schema = KubernetesSchema.embedded
        let resource = try #require(schema.resource(kindLowercased: sample.kind))
        let node = try #require(schema.definition(for: resource.gvk))
        let violations = SchemaValidator.validate(try JSONParser.parse(sample.json), against: node)
        #expect(violations.map { "\($0.path) \($0.kind.rawValue)" } == sample.expected)
    }

    @Test func messageNamesTheLikelyField() throws {
        let node = try #require(
            KubernetesSchema.embedded.definition(
                for: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")))
        let json = try JSONParser.parse(Self.deployment.replacing("\"image\"", with: "\"imagee\""))
        #expect(
            SchemaValidator.validate(json, against: node).first?.message == "unknown field, did you mean \"image\"?")
    }

    @Test func aValueIsNeverInTheMessage() throws {
        let node = try #require(
            KubernetesSchema.embedded.definition(for: GroupVersionKind(group: "", version: "v1", kind: "Secret")))
        let json: JSON = ["kind": "Secret", "data": ["a": "hunter2 !"]]
        let violation = try #require(SchemaValidator.validate(json, against: node).first)
        #expect(!violation.message.contains("hunter2"))
        #expect(violation.found == "hunter2 !")
    }

    @Test func depthAndCountAreBounded() throws {
        let name = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps"
        let node = try #require(KubernetesSchema.embedded.definition(named: name)?.node)
        var deep: JSON = [:]
        for _ in 0..<400 { deep = ["not": deep] }
        #expect(SchemaValidator.validate(deep, against: node).map(\.kind) == [.tooDeep])
        let wide = JSON.object(.init(uniqueKeysWithValues: (0..<500).map { ("field\($0)", JSON.boolean(true)) }))
        #expect(SchemaValidator.validate(wide, against: node).count == 50)
    }

    @Test(arguments: [
        ("500m", true), ("1", true), ("-1.5", true), (".5", true), ("1e3", true), ("1E-3", true), ("64Mi", true),
        ("12E", true), ("", false), ("Mi", false), ("1 Gi", false), ("1gb", false), ("1.2.3", false), ("1e", false),
    ])
    func quantities(text: String, isValid: Bool) {
        #expect(ValueFormat.isQuantity(Array(text.utf8)[...]) == isValid)
    }

    @Test(arguments: [
        ("2026-01-02T03:04:05Z", true), ("2026-01-02T03:04:05.123456Z", true), ("2026-01-02T03:04:05+02:00", true),
        ("2026-01-02", false), ("2026-01-02 03:04:05Z", false), ("2026-01-02T03:04:05", false), ("", false),
    ])
    func dateTimes(text: String, isValid: Bool) {
        #expect(ValueFormat.isDateTime(Array(text.utf8)[...]) == isValid)
    }
}
