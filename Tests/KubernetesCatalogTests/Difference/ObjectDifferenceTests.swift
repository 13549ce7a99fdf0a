import JSON
import Kubernetes
import KubernetesCatalog
import Testing

struct ObjectDifferenceTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let live: JSON
        let desired: JSON
        var sensitive: [FieldPath] = []
        /// `path: old -> new`.
        let expected: [String]
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(name: "the same", live: ["spec": ["a": 1]], desired: ["spec": ["a": 1]], expected: []),
        Case(
            name: "changed, added, removed", live: ["spec": ["a": 1, "b": 2]], desired: ["spec": ["a": 3, "c": [4]]],
            expected: ["spec.a: 1 -> 3", "spec.b: 2 -> -", "spec.c: - -> [4]"]),
        Case(
            name: "what the server keeps",
            live: [
                "metadata": [
                    "resourceVersion": "1", "uid": "u", "generation": 1, "managedFields": [], "creationTimestamp": "x",
                ],
                "status": ["a": 1],
            ],
            desired: ["metadata": ["resourceVersion": "2", "generation": 2], "status": ["a": 2]], expected: []),
        Case(
            name: "a nested status counts", live: ["spec": ["status": 1]], desired: ["spec": ["status": 2]],
            expected: ["spec.status: 1 -> 2"]),
        Case(
            name: "named elements", live: ["c": [["name": "a", "v": 1], ["name": "b", "v": 1]]],
            desired: ["c": [["name": "b", "v": 2], ["name": "x"]]],
            expected: [
                #"c[name=a]: {"name":"a","v":1} -> -"#, "c[name=b].v: 1 -> 2", #"c[name=x]: - -> {"name":"x"}"#,
            ]),
        Case(
            name: "unnamed elements", live: ["c": [1, 2]], desired: ["c": [1, 3, 4]],
            expected: ["c[1]: 2 -> 3", "c[2]: - -> 4"]),
        Case(
            name: "a Secret", live: ["kind": "Secret", "data": ["p": "b2xk"]],
            desired: ["kind": "Secret", "data": ["p": "bmV3"]],
            expected: [#"data.p: "[value redacted]" -> "[value redacted]""#]),
        Case(
            name: "a sensitive field by index", live: ["c": [["name": "a", "v": "old", "w": 1]]],
            desired: ["c": [["name": "a", "v": "new", "w": 2]]],
            sensitive: [FieldPath([.member("c"), .element(0), .member("v")])],
            expected: [#"c[name=a].v: "[value redacted]" -> "[value redacted]""#, "c[name=a].w: 1 -> 2"]),
        Case(
            name: "a change around a sensitive field", live: [:], desired: ["data": ["p": "secret"]],
            sensitive: [FieldPath("data", "p")], expected: [#"data: - -> "[value redacted]""#]),
        Case(name: "null is nothing", live: ["a": .null], desired: [:], expected: []),
    ])
    func changes(case sample: Case) {
        let changes = ObjectDifference.between(
            live: sample.live, desired: sample.desired, sensitivePaths: sample.sensitive)
        func text(_ json: JSON?) -> String { json.map { JSONWriter.text($0) } ?? "-" }
        #expect(changes.map { "\($0.path): \(text($0.old)) -> \(text($0.new))" } == sample.expected)
    }

    @Test func theSchemaNamesElements() {
        let schema = KubernetesSchema.embedded.definition(named: "io.k8s.api.core.v1.Container")?.node
        let changes = ObjectDifference.between(
            live: ["volumeMounts": [["mountPath": "/a", "name": "x"], ["mountPath": "/b", "name": "x"]]],
            desired: ["volumeMounts": [["mountPath": "/b", "name": "x"]]], schema: schema)
        #expect(changes.map(\.path.description) == ["volumeMounts[mountPath=/a]"])
    }
}
