import JSON
import Kubernetes
import Testing

struct FieldPathTests {
    @Test(arguments: [
        ("spec.replicas", "spec.replicas"), ("/spec/replicas", "spec.replicas"),
        ("spec.containers[0].image", "spec.containers[0].image"),
        ("/spec/containers/0/image", "spec.containers[0].image"),
        ("spec.containers[name=app].image", "spec.containers[name=app].image"), ("a[*].b", "a[*].b"),
        ("metadata.annotations['a.b/c']", "metadata.annotations['a.b/c']"),
        ("metadata.annotations[\"a.b/c\"]", "metadata.annotations['a.b/c']"),
        ("/metadata/annotations/a.b~1c", "metadata.annotations['a.b/c']"),
    ])
    func paths(text: String, description: String) throws {
        #expect(try #require(FieldPath(parsing: text)).description == description)
    }

    @Test(arguments: ["", ".", "a..b", "a[", "a[]", "a[-1]", "a['b'", "a[b", "a."])
    func nonsenseIsRefused(text: String) {
        #expect(FieldPath(parsing: text) == nil)
    }

    @Test(arguments: [
        ("spec.replicas", #"{"spec":{"a":[{"name":"x","v":1},{"name":"y","v":2}]}}"#),
        ("spec.a[0]", #"{"spec":{"replicas":1,"a":[{"name":"y","v":2}]}}"#),
        ("spec.a[name=y].v", #"{"spec":{"replicas":1,"a":[{"name":"x","v":1},{"name":"y"}]}}"#),
        ("spec.a[*].v", #"{"spec":{"replicas":1,"a":[{"name":"x"},{"name":"y"}]}}"#),
        ("spec.none.here", #"{"spec":{"replicas":1,"a":[{"name":"x","v":1},{"name":"y","v":2}]}}"#),
        ("spec", #"{}"#),
    ])
    func removal(path: String, expected: String) throws {
        let json: JSON = ["spec": ["replicas": 1, "a": [["name": "x", "v": 1], ["name": "y", "v": 2]]]]
        let path = try #require(FieldPath(parsing: path))
        #expect(path.removing(from: json) == (try JSONParser.parse(expected)))
    }
}
