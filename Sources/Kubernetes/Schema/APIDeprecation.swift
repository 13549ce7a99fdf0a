/// A version of a kind that is going or gone, and what to use instead.
package struct APIDeprecation: Hashable, Sendable {
    package let apiVersion: String
    package let kind: String
    /// Minor versions of Kubernetes 1.
    package let deprecatedIn: Int
    package let removedIn: Int?
    /// An `apiVersion`, or nil where nothing replaces it.
    package let replacement: String?

    package func isRemoved(in minorVersion: Int) -> Bool { removedIn.map { $0 <= minorVersion } ?? false }

    /// What is known of a kind in a version; nil for one that is fine or unknown.
    package static func find(_ gvk: GroupVersionKind) -> APIDeprecation? { table[gvk] }

    /// Every entry, sorted by version and kind.
    package static var all: [APIDeprecation] {
        table.values.sorted { ($0.apiVersion, $0.kind) < ($1.apiVersion, $1.kind) }
    }

    private static let table: [GroupVersionKind: APIDeprecation] = {
        var table: [GroupVersionKind: APIDeprecation] = [:]
        for line in lines.split(separator: "\n") {
            let fields = line.split(separator: " ")
            guard fields.count == 5, let deprecated = Int(fields[1]) else { continue }
            for kind in fields[4].split(separator: ",") {
                let entry = APIDeprecation(
                    apiVersion: String(fields[0]), kind: String(kind), deprecatedIn: deprecated,
                    removedIn: Int(fields[2]),
                    replacement: fields[3] == "-" ? nil : String(fields[3]))
                table[GroupVersionKind(apiVersion: entry.apiVersion, kind: entry.kind)] = entry
            }
        }
        return table
    }()

    /// Version, deprecated in, removed in, replacement, kinds; from Kubernetes' deprecation guide.
    private static let lines = """
        extensions/v1beta1 9 16 apps/v1 Deployment,DaemonSet,ReplicaSet
        apps/v1beta1 9 16 apps/v1 Deployment,StatefulSet
        apps/v1beta2 9 16 apps/v1 Deployment,StatefulSet,DaemonSet,ReplicaSet
        extensions/v1beta1 9 16 networking.k8s.io/v1 NetworkPolicy
        extensions/v1beta1 10 16 - PodSecurityPolicy
        policy/v1beta1 21 25 - PodSecurityPolicy
        extensions/v1beta1 14 22 networking.k8s.io/v1 Ingress
        networking.k8s.io/v1beta1 19 22 networking.k8s.io/v1 Ingress,IngressClass
        scheduling.k8s.io/v1alpha1 14 17 scheduling.k8s.io/v1 PriorityClass
        scheduling.k8s.io/v1beta1 14 22 scheduling.k8s.io/v1 PriorityClass
        apiextensions.k8s.io/v1beta1 16 22 apiextensions.k8s.io/v1 CustomResourceDefinition
        admissionregistration.k8s.io/v1beta1 16 22 admissionregistration.k8s.io/v1 MutatingWebhookConfiguration,ValidatingWebhookConfiguration
        rbac.authorization.k8s.io/v1alpha1 17 22 rbac.authorization.k8s.io/v1 ClusterRole,ClusterRoleBinding,Role,RoleBinding
        rbac.authorization.k8s.io/v1beta1 17 22 rbac.authorization.k8s.io/v1 ClusterRole,ClusterRoleBinding,Role,RoleBinding
        storage.k8s.io/v1beta1 17 22 storage.k8s.io/v1 CSINode
        storage.k8s.io/v1beta1 19 22 storage.k8s.io/v1 CSIDriver
        storage.k8s.io/v1beta1 6 22 storage.k8s.io/v1 StorageClass
        storage.k8s.io/v1beta1 13 22 storage.k8s.io/v1 VolumeAttachment
        apiregistration.k8s.io/v1beta1 10 22 apiregistration.k8s.io/v1 APIService
        certificates.k8s.io/v1beta1 19 22 certificates.k8s.io/v1 CertificateSigningRequest
        coordination.k8s.io/v1beta1 14 22 coordination.k8s.io/v1 Lease
        batch/v1beta1 21 25 batch/v1 CronJob
        policy/v1beta1 21 25 policy/v1 PodDisruptionBudget
        discovery.k8s.io/v1beta1 21 25 discovery.k8s.io/v1 EndpointSlice
        events.k8s.io/v1beta1 19 25 events.k8s.io/v1 Event
        node.k8s.io/v1beta1 22 25 node.k8s.io/v1 RuntimeClass
        autoscaling/v2beta1 22 25 autoscaling/v2 HorizontalPodAutoscaler
        autoscaling/v2beta2 23 26 autoscaling/v2 HorizontalPodAutoscaler
        flowcontrol.apiserver.k8s.io/v1beta1 23 26 flowcontrol.apiserver.k8s.io/v1 FlowSchema,PriorityLevelConfiguration
        flowcontrol.apiserver.k8s.io/v1beta2 24 29 flowcontrol.apiserver.k8s.io/v1 FlowSchema,PriorityLevelConfiguration
        flowcontrol.apiserver.k8s.io/v1beta3 31 32 flowcontrol.apiserver.k8s.io/v1 FlowSchema,PriorityLevelConfiguration
        storage.k8s.io/v1beta1 24 27 storage.k8s.io/v1 CSIStorageCapacity
        admissionregistration.k8s.io/v1alpha1 28 33 admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy,ValidatingAdmissionPolicyBinding
        resource.k8s.io/v1alpha3 32 34 resource.k8s.io/v1 ResourceSlice,ResourceClaim,DeviceClass,ResourceClaimTemplate
        resource.k8s.io/v1beta1 33 36 resource.k8s.io/v1 ResourceSlice,ResourceClaim,DeviceClass,ResourceClaimTemplate
        storage.k8s.io/v1alpha1 31 35 storage.k8s.io/v1 VolumeAttributesClass
        storage.k8s.io/v1beta1 34 - storage.k8s.io/v1 VolumeAttributesClass
        v1 33 - discovery.k8s.io/v1 Endpoints
        """
}
