import JSON
import Kubernetes
import TestSupport
import Testing

/// Objects that a Kubernetes 1.36 API server stored, as it answered them.
struct AcceptedObjectsTests {
    @Test func theSchemaAcceptsWhatTheServerAccepted() throws {
        let objects = try Fixtures.lines("kubernetes/accepted.jsonl").map { KubernetesObject(try JSONParser.parse($0)) }
        let definitions = objects.filter { $0.kind == "CustomResourceDefinition" }
        let schema = KubernetesSchema.embedded.adding(crds: definitions.map(\.json))
        #expect(objects.count > 40)
        for object in objects {
            let node = try #require(schema.definition(for: object.gvk), "\(object.gvk)")
            #expect(SchemaValidator.validate(object.json, against: node) == [], "\(object.identity)")
        }
    }
}
