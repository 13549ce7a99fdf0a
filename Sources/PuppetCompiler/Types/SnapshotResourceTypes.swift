import Kubernetes
import KubernetesCatalog
package import PuppetEvaluator

/// The built-in types of a compile: the Kubernetes kinds and Puppet's host types.
package struct SnapshotResourceTypes: ResourceTypes {
    package init() {}

    package func builtIn(_ lowercasedName: String) -> ResourceTypeSpec? {
        guard lowercasedName.hasPrefix("k8s::") else { return HostTypes.spec(lowercasedName) }
        guard let type = NativeTypes.attributes(ofType: lowercasedName) else { return nil }
        return ResourceTypeSpec(
            name: type.name, nameAttribute: "name",
            attributes: type.acceptsOtherAttributes ? .any : .listed(type.attributes))
    }
}
