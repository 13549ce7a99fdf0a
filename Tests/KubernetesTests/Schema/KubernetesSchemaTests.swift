import JSON
import Testing

@testable import Kubernetes

struct KubernetesSchemaTests {
    let schema = KubernetesSchema.embedded

    @Test func everyDefinitionParses() {
        #expect(schema.definitions.count == 581)
        for definition in schema.definitions {
            #expect(definition.json.object != nil, "\(definition.name)")
        }
    }

    @Test func everyReferenceOfADefinitionIsKnown() {
        func walk(_ json: JSON, _ path: String) {
            switch json {
            case .string(let text):
                guard text.hasPrefix("#") else { return }
                #expect(EmbeddedSchema.definitions[String(text.dropFirst())] != nil, "\(path): \(text)")
            case .array(let elements): elements.forEach { walk($0, path) }
            case .object(let members): members.forEach { walk($1, "\(path).\($0)") }
            case .null, .boolean, .integer, .double: break
            }
        }
        for definition in schema.definitions { walk(definition.json, definition.name) }
    }

    @Test func everyStoredResourceHasADefinition() {
        for resource in schema.resources where resource.isStored {
            #expect(schema.definition(for: resource.gvk)?.property("metadata") != nil, "\(resource.gvk)")
        }
    }

    @Test(arguments: [
        ("deployment", "apps/v1", "deployments"), ("configmap", "v1", "configmaps"), ("event", "v1", "events"),
        ("horizontalpodautoscaler", "autoscaling/v2", "horizontalpodautoscalers"),
        ("ingress", "networking.k8s.io/v1", "ingresses"),
        ("customresourcedefinition", "apiextensions.k8s.io/v1", "customresourcedefinitions"),
    ])
    func resourceBySingularName(singular: String, apiVersion: String, plural: String) throws {
        let resource = try #require(schema.resource(kindLowercased: singular))
        #expect(resource.gvk.apiVersion == apiVersion)
        #expect(resource.plural == plural)
    }

    @Test func discoveryFactsAreKept() throws {
        let deployment = try #require(schema.resource(kindLowercased: "deployment"))
        #expect(deployment.shortNames == ["deploy"])
        #expect(deployment.categories == ["all"])
        #expect(deployment.namespaced)
        #expect(deployment.verbs == APIResource.allVerbs)
        #expect(deployment.subresource("scale")?.gvk.apiVersion == "autoscaling/v1")
        #expect(schema.resource(kindLowercased: "namespace")?.namespaced == false)
        #expect(schema.resource(kindLowercased: "tokenreview")?.isStored == false)
    }

    @Test func mergeFactsAreKept() throws {
        let deployment = try #require(
            schema.definition(for: GroupVersionKind(group: "apps", version: "v1", kind: "Deployment")))
        let spec = try #require(deployment.property("spec"))
        #expect(spec.required == ["selector", "template"])
        #expect(spec.property("selector")?.mapType == .atomic)
        #expect(spec.property("strategy")?.patchStrategies == ["retainKeys"])
        #expect(spec.property("strategy")?.property("type")?.enumeration == ["Recreate", "RollingUpdate"])
        let pod = try #require(spec.property("template")?.property("spec"))
        let containers = try #require(pod.property("containers"))
        #expect(containers.listType == .map)
        #expect(containers.mapKeys == ["name"])
        #expect(containers.patchMergeKey == "name")
        #expect(pod.property("volumes")?.patchStrategies == ["merge", "retainKeys"])
        let container = try #require(containers.items)
        let ports = try #require(container.property("ports"))
        #expect(ports.mapKeys == ["containerPort", "protocol"])
        #expect(ports.items?.property("protocol")?.defaultValue == "TCP")
        #expect(ports.items?.property("containerPort")?.type == .integer)
        #expect(container.property("command")?.listType == .atomic)
        let limits = try #require(container.property("resources")?.property("limits"))
        #expect(limits.additionalProperties?.isQuantity == true)
        #expect(limits.additionalProperties?.types == [.string, .number])
        let probe = try #require(container.property("livenessProbe")?.property("httpGet")?.property("port"))
        #expect(probe.isIntOrString)
        #expect(probe.types == [.string, .integer])
        #expect(deployment.property("metadata")?.property("finalizers")?.listType == .set)
    }

    @Test func recursiveDefinitionsResolve() {
        var node = schema.definition(named: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps")?
            .node
        for _ in 0..<50 { node = node?.property("not") }
        #expect(node?.property("type")?.type == .string)
    }

    @Test func definitionsAreWrittenAsOpenAPI() throws {
        let port = try #require(schema.definition(named: "io.k8s.api.core.v1.ServicePort")).openAPI()
        #expect(
            port == [
                "type": "object", "required": ["port"],
                "properties": [
                    "appProtocol": ["type": "string"], "name": ["type": "string"],
                    "nodePort": ["type": "integer", "format": "int32"], "port": ["type": "integer", "format": "int32"],
                    "protocol": ["type": "string", "default": "TCP", "enum": ["SCTP", "TCP", "UDP"]],
                    "targetPort": ["$ref": "#/components/schemas/io.k8s.apimachinery.pkg.util.intstr.IntOrString"],
                ],
            ])
        let quantity = try #require(schema.definition(named: "io.k8s.apimachinery.pkg.api.resource.Quantity")).openAPI()
        #expect(quantity == ["oneOf": [["type": "string"], ["type": "number"]]])
        let deployment = try #require(schema.definition(named: "io.k8s.api.apps.v1.Deployment")).openAPI(
            referencePrefix: "#/d/")
        #expect(deployment["properties"]?["spec"]?["$ref"] == "#/d/io.k8s.api.apps.v1.DeploymentSpec")
        #expect(deployment["x-kubernetes-group-version-kind"]?[0]?["kind"] == "Deployment")
    }

    @Test func replacementsOfDeprecatedVersionsAreKnown() {
        #expect(APIDeprecation.all.count > 50)
        for entry in APIDeprecation.all {
            guard let replacement = entry.replacement, entry.kind != "Endpoints" else { continue }
            #expect(schema.resource(GroupVersionKind(apiVersion: replacement, kind: entry.kind)) != nil, "\(entry)")
        }
        let ingress = APIDeprecation.find(GroupVersionKind(apiVersion: "extensions/v1beta1", kind: "Ingress"))
        #expect(ingress?.isRemoved(in: 21) == false)
        #expect(ingress?.isRemoved(in: 22) == true)
    }
}
