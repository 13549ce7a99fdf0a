import Kubernetes
import KubernetesCatalog
import Testing

struct NativeTypesTests {
    @Test(arguments: [
        (
            "k8s::deployment", "K8s::Deployment", ["spec", "labels", "ensure", "ignore"],
            ["status", "kind", "content", "data"]
        ),
        (
            "k8s::configmap", "K8s::Configmap", ["data", "binaryData", "immutable", "api_version"],
            ["spec", "stringData"]
        ),
        ("k8s::secret", "K8s::Secret", ["data", "stringData", "type", "namespace"], ["spec"]),
        ("k8s::rolebinding", "K8s::Rolebinding", ["roleRef", "subjects"], ["rules"]),
        ("k8s::object", "K8s::Object", ["kind", "api_version", "spec", "rules"], ["content", "status"]),
        ("k8s::manifest", "K8s::Manifest", ["content", "namespace", "wait"], ["spec", "labels"]),
    ])
    func attributes(type: String, name: String, allowed: [String], refused: [String]) throws {
        let native = try #require(NativeTypes.attributes(ofType: type))
        #expect(native.name == name)
        #expect(native.attributes.isSuperset(of: allowed))
        #expect(native.attributes.isDisjoint(with: refused))
    }

    @Test func coreKindWinsAName() {
        #expect(
            NativeTypes.attributes(ofType: "k8s::event")?.form
                == .kind(GroupVersionKind(group: "", version: "v1", kind: "Event")))
    }

    @Test(arguments: ["k8s::deploymentt", "k8s::tokenreview", "file", "K8s::Deployment", ""])
    func otherNamesAreNotNative(type: String) {
        #expect(NativeTypes.attributes(ofType: type) == nil)
    }

    @Test func everyStoredKindHasAType() {
        for resource in KubernetesSchema.embedded.resources where resource.isStored {
            #expect(NativeTypes.attributes(ofType: "k8s::\(resource.gvk.kind.lowercased())") != nil, "\(resource.gvk)")
        }
        #expect(NativeTypes.isObject("K8s::Ingress"))
        #expect(!NativeTypes.isObject("K8s::Manifest"))
        #expect(!NativeTypes.isNative("File"))
    }
}
