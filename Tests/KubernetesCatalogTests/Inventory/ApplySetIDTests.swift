import KubernetesCatalog
import Testing

struct ApplySetIDTests {
    struct Vector: Sendable {
        let name: String
        let namespace: String
        let kind: String
        let group: String
        let id: String
    }

    @Test(arguments: [
        Vector(
            name: "test-foo", namespace: "test-ns", kind: "Foo", group: "foo.bar",
            id: "applyset-f9Rk5tKHoB72oV1tU2iFKxDwL8MBZTjMHFQ8V9WNNlA-v1"),
        Vector(
            name: "set1", namespace: "foo", kind: "Secret", group: "",
            id: "applyset-7CmtoRyMlhBIeIT1oJFa9-afdKAlctFH-0bE1dsQUDQ-v1"),
    ])
    func knownIdentifiers(vector: Vector) {
        let id = ApplySetID.compute(
            name: vector.name, namespace: vector.namespace, kind: vector.kind, group: vector.group)
        #expect(id == vector.id)
    }
}
