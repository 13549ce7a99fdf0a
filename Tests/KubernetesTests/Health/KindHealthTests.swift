import JSON
import Kubernetes
import OrderedCollections
import Testing

/// Kind by kind: what the tests of kstatus and gitops-engine hold, in our own words, and what differs.
struct KindHealthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        /// `apiVersion Kind`.
        let kind: String
        /// The members of the object beside those.
        let json: String
        let expected: String
        /// Seconds since 1970, where it counts.
        var now: Int?
        var bindsOnFirstUse = false

        init(
            _ name: String, _ kind: String, _ json: String, _ expected: String, now: Int? = nil,
            bindsOnFirstUse: Bool = false
        ) {
            self.name = name
            self.kind = kind
            self.json = json
            self.expected = expected
            self.now = now
            self.bindsOnFirstUse = bindsOnFirstUse
        }

        var testDescription: String { "\(kind): \(name)" }

        func status() throws -> HealthStatus {
            let members = try JSONParser.parse("{\(json)}").object ?? [:]
            let parts = kind.split(separator: " ").map(String.init)
            var object: JSONObject = ["apiVersion": .string(parts[0]), "kind": .string(parts[1])]
            for (name, value) in members { object[name] = value }
            return Health.status(
                of: KubernetesObject(.object(object)),
                Health.Circumstances(now: now, bindsOnFirstUse: bindsOnFirstUse))
        }
    }

    /// Ten seconds past it is 2026-01-01T00:00:10Z.
    static let newYear = 1_767_225_600
    private static let created = #""metadata":{"creationTimestamp":"2026-01-01T00:00:00Z"}"#

    /// A condition that came with the year.
    private static func condition(_ type: String, _ status: String, _ reason: String = "", _ more: String = "")
        -> String
    {
        #"{"type":"\#(type)","status":"\#(status)","reason":"\#(reason)","message":"said so","#
            + #""lastTransitionTime":"2026-01-01T00:00:00Z"\#(more)}"#
    }

    private static func conditions(_ conditions: String...) -> String {
        #""status":{"conditions":[\#(conditions.joined(separator: ","))]}"#
    }

    static let deployments = [
        Case("without a status", "apps/v1 Deployment", #""metadata":{"generation":1}"#, "InProgress"),
        Case(
            "progressing is false", "apps/v1 Deployment",
            #""spec":{"progressDeadlineSeconds":45},"status":{"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Progressing","status":"False","reason":"Some"},{"type":"Available","status":"True"}]}"#,
            "InProgress"),
        Case(
            "without a deadline", "apps/v1 Deployment",
            #""status":{"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Available","status":"True"}]}"#,
            "Current"),
        Case(
            "with the largest deadline", "apps/v1 Deployment",
            #""spec":{"progressDeadlineSeconds":2147483647},"status":{"replicas":1,"updatedReplicas":1,"readyReplicas":1,"availableReplicas":1,"conditions":[{"type":"Available","status":"True"}]}"#,
            "Current"),
        Case(
            "scaled to nothing", "apps/v1 Deployment",
            #""spec":{"replicas":0},"status":{"conditions":[{"type":"Available","status":"True"}]}"#, "Current"),
    ]

    static let statefulSets = [
        Case("without a status", "apps/v1 StatefulSet", #""metadata":{"generation":1}"#, "InProgress"),
        Case(
            "not observed", "apps/v1 StatefulSet",
            #""metadata":{"generation":2},"status":{"observedGeneration":1,"readyReplicas":1,"replicas":1}"#,
            "InProgress"),
        Case(
            "too few ready", "apps/v1 StatefulSet",
            #""spec":{"replicas":4},"status":{"currentReplicas":4,"readyReplicas":2,"replicas":4}"#, "InProgress"),
        Case(
            "too few current", "apps/v1 StatefulSet",
            #""spec":{"replicas":4},"status":{"currentReplicas":2,"readyReplicas":4,"replicas":4}"#, "InProgress"),
        Case(
            "too many pods", "apps/v1 StatefulSet",
            #""spec":{"replicas":4},"status":{"currentReplicas":4,"readyReplicas":4,"replicas":8}"#, "InProgress"),
        Case(
            "a partition of zero, not all updated", "apps/v1 StatefulSet",
            #""spec":{"replicas":2,"updateStrategy":{"type":"RollingUpdate","rollingUpdate":{"partition":0}}},"status":{"updatedReplicas":1,"readyReplicas":2,"replicas":2}"#,
            "InProgress"),
    ]

    static let replicaSets = ["apps/v1 ReplicaSet", "v1 ReplicationController"].flatMap { kind in
        [
            Case("without a status", kind, #""metadata":{"generation":1}"#, "InProgress"),
            Case(
                "complete", kind,
                #""spec":{"replicas":2},"status":{"replicas":2,"readyReplicas":2,"availableReplicas":2,"fullyLabeledReplicas":2,"conditions":[{"type":"ReplicaFailure","status":"False"}]}"#,
                "Current"),
            Case(
                "too few ready", kind,
                #""spec":{"replicas":4},"status":{"replicas":4,"readyReplicas":2,"availableReplicas":4,"fullyLabeledReplicas":4}"#,
                "InProgress"),
            Case(
                "too few available", kind,
                #""spec":{"replicas":4},"status":{"replicas":4,"readyReplicas":4,"availableReplicas":2,"fullyLabeledReplicas":4}"#,
                "InProgress"),
            Case(
                "too many", kind,
                #""spec":{"replicas":1},"status":{"replicas":2,"readyReplicas":2,"availableReplicas":2,"fullyLabeledReplicas":2}"#,
                "InProgress"),
            Case(
                "unable to make pods", kind,
                #""spec":{"replicas":4},"status":{"replicas":4,"readyReplicas":4,"availableReplicas":4,"fullyLabeledReplicas":4,"conditions":[{"type":"ReplicaFailure","status":"True"}]}"#,
                "InProgress"),
        ]
    }

    static let daemonSets = [
        Case(
            "another generation", "apps/v1 DaemonSet",
            #""metadata":{"generation":2},"status":{"observedGeneration":1,"desiredNumberScheduled":1,"currentNumberScheduled":1,"updatedNumberScheduled":1,"numberAvailable":1,"numberReady":1}"#,
            "InProgress"),
        Case(
            "too few ready", "apps/v1 DaemonSet",
            #""metadata":{"generation":1},"status":{"observedGeneration":1,"desiredNumberScheduled":4,"currentNumberScheduled":4,"updatedNumberScheduled":4,"numberAvailable":4,"numberReady":2}"#,
            "InProgress"),
        Case(
            "no node wants one", "apps/v1 DaemonSet",
            #""metadata":{"generation":1},"status":{"observedGeneration":1,"desiredNumberScheduled":0}"#, "Current"),
    ]

    static let pods = [
        Case("without a status", "v1 Pod", #""status":{}"#, "InProgress"),
        Case("ended badly", "v1 Pod", #""status":{"phase":"Failed"}"#, "Failed"),
        Case("being pulled", "v1 Pod", waiting("ContainerCreating"), "InProgress", now: newYear + 99),
        Case("no such image, at first", "v1 Pod", waiting("ErrImagePull"), "InProgress", now: newYear + 5),
        Case("no such image, for long", "v1 Pod", waiting("ImagePullBackOff"), "Failed", now: newYear + 99),
        Case("a name that is none", "v1 Pod", waiting("InvalidImageName"), "Failed", now: newYear + 1),
        Case("no such ConfigMap", "v1 Pod", waiting("CreateContainerConfigError"), "Failed", now: newYear + 99),
        Case(
            "no such ConfigMap, to run once", "v1 Pod", waiting("CreateContainerConfigError", policy: "Never"),
            "InProgress", now: newYear + 99),
    ]

    private static func waiting(_ reason: String, policy: String = "Always") -> String {
        created + #","spec":{"restartPolicy":"\#(policy)"},"status":{"phase":"Pending","containerStatuses":"#
            + #"[{"name":"a","state":{"waiting":{"reason":"\#(reason)"}}}]}"#
    }

    static let storageAndNetwork = [
        Case("without a status", "v1 PersistentVolumeClaim", "", "InProgress"),
        Case("lost", "v1 PersistentVolumeClaim", #""status":{"phase":"Lost"}"#, "Failed"),
        Case("pending", "v1 PersistentVolumeClaim", #""status":{"phase":"Pending"}"#, "InProgress"),
        Case(
            "waiting for a consumer", "v1 PersistentVolumeClaim", #""status":{"phase":"Pending"}"#, "Current",
            bindsOnFirstUse: true),
        Case(
            "lost, of a class that waits", "v1 PersistentVolumeClaim", #""status":{"phase":"Lost"}"#, "Failed",
            bindsOnFirstUse: true),
        Case("a node port", "v1 Service", #""spec":{"type":"NodePort"}"#, "Current"),
        Case("a balancer, new", "v1 Service", balancer(), "InProgress", now: newYear + 5),
        Case("a balancer of nobody's", "v1 Service", balancer(), "Current", now: newYear + 10),
        Case(
            "a balancer in the making", "v1 Service", balancer(finalizer: true), "InProgress", now: newYear + 999),
        Case(
            "a balancer that is made", "v1 Service",
            balancer(finalizer: true) + #","status":{"loadBalancer":{"ingress":[{"ip":"192.0.2.1"}]}}"#, "Current",
            now: newYear + 1),
        Case("new", "networking.k8s.io/v1 Ingress", created, "InProgress", now: newYear + 5),
        Case("of nobody's", "networking.k8s.io/v1 Ingress", created, "Current", now: newYear + 60),
        Case(
            "with an address", "networking.k8s.io/v1 Ingress",
            created + #","status":{"loadBalancer":{"ingress":[{"hostname":"x"}]}}"#, "Current", now: newYear),
    ]

    private static func balancer(finalizer: Bool = false) -> String {
        let finalizers = finalizer ? #","finalizers":["service.kubernetes.io/load-balancer-cleanup"]"# : ""
        return #""metadata":{"creationTimestamp":"2026-01-01T00:00:00Z"\#(finalizers)},"#
            + #""spec":{"type":"LoadBalancer","clusterIP":"10.0.0.1"}"#
    }

    static let policies = [
        Case("new", "autoscaling/v2 HorizontalPodAutoscaler", "", "InProgress"),
        Case(
            "able", "autoscaling/v2 HorizontalPodAutoscaler",
            conditions(condition("AbleToScale", "True", "ReadyForNewScale"), condition("ScalingActive", "True")),
            "Current"),
        Case(
            "switched off", "autoscaling/v2 HorizontalPodAutoscaler",
            conditions(condition("AbleToScale", "True"), condition("ScalingActive", "False", "ScalingDisabled")),
            "Current"),
        Case(
            "no metrics yet", "autoscaling/v2 HorizontalPodAutoscaler",
            conditions(
                condition("AbleToScale", "True"), condition("ScalingActive", "False", "FailedGetResourceMetric")),
            "InProgress", now: newYear + 20),
        Case(
            "no metrics for long", "autoscaling/v2 HorizontalPodAutoscaler",
            conditions(condition("AbleToScale", "True"), condition("ScalingActive", "False", "FailedGetPodsMetric")),
            "Failed", now: newYear + 60),
        Case(
            "no target", "autoscaling/v2 HorizontalPodAutoscaler",
            conditions(condition("AbleToScale", "False", "FailedGetScale"), condition("ScalingActive", "True")),
            "Failed", now: newYear + 60),
        Case(
            "able, by the annotation", "autoscaling/v1 HorizontalPodAutoscaler",
            #""metadata":{"annotations":{"autoscaling.alpha.kubernetes.io/conditions":"[{\"type\":\"AbleToScale\",\"status\":\"True\"}]"}}"#,
            "Current"),
        Case(
            "no target, by the annotation", "autoscaling/v1 HorizontalPodAutoscaler",
            #""metadata":{"annotations":{"autoscaling.alpha.kubernetes.io/conditions":"[{\"type\":\"AbleToScale\",\"status\":\"True\",\"reason\":\"FailedGetScale\",\"lastTransitionTime\":\"2026-01-01T00:00:00Z\"}]"}}"#,
            "Failed", now: newYear + 60),
        Case(
            "an annotation that is broken", "autoscaling/v1 HorizontalPodAutoscaler",
            #""metadata":{"annotations":{"autoscaling.alpha.kubernetes.io/conditions":"[{"}}"#, "InProgress"),
        Case(
            "not observed", "policy/v1 PodDisruptionBudget",
            #""metadata":{"generation":2},"status":{"observedGeneration":1}"#, "InProgress"),
        Case(
            "without room", "policy/v1 PodDisruptionBudget",
            conditions(condition("DisruptionAllowed", "False", "InsufficientPods")), "Current", now: newYear + 99),
        Case(
            "not to be computed", "policy/v1 PodDisruptionBudget",
            conditions(condition("DisruptionAllowed", "False", "SyncFailed")), "Failed", now: newYear + 99),
        Case("new", "apiregistration.k8s.io/v1 APIService", "", "InProgress"),
        Case(
            "available", "apiregistration.k8s.io/v1 APIService", conditions(condition("Available", "True", "Local")),
            "Current"),
        Case(
            "without a server", "apiregistration.k8s.io/v1 APIService",
            conditions(condition("Available", "False", "ServiceNotFound")), "InProgress"),
        Case(
            "installing", "apiextensions.k8s.io/v1 CustomResourceDefinition",
            conditions(condition("NamesAccepted", "True"), condition("Established", "False", "Installing")),
            "InProgress"),
    ]

    private static let third = #","observedGeneration":3"#
    private static let second = #","observedGeneration":2"#
    private static func generation(_ rest: String) -> String { #""metadata":{"generation":3},"# + rest }
    private static func parents(_ conditions: String...) -> String {
        generation(
            #""spec":{"parentRefs":[{"name":"web"}]},"status":{"parents":[{"parentRef":{"name":"web"},"conditions":[\#(conditions.joined(separator: ","))]}]}"#
        )
    }

    static let extensions = [
        Case("new", "cert-manager.io/v1 Certificate", "", "InProgress"),
        Case("ready", "cert-manager.io/v1 Certificate", conditions(condition("Ready", "True")), "Current"),
        Case(
            "being renewed", "cert-manager.io/v1 Certificate",
            conditions(condition("Ready", "True"), condition("Issuing", "True")), "InProgress"),
        Case(
            "refused", "cert-manager.io/v1 Certificate",
            conditions(condition("Ready", "False"), condition("Issuing", "False", "Failed")), "Failed"),
        Case(
            "ready for an old generation", "cert-manager.io/v1 Certificate",
            generation(conditions(condition("Ready", "True", "", second))), "InProgress"),
        Case("new", "external-secrets.io/v1 ExternalSecret", "", "InProgress"),
        Case("synced", "external-secrets.io/v1 ExternalSecret", conditions(condition("Ready", "True")), "Current"),
        Case(
            "without a store, at first", "external-secrets.io/v1 ExternalSecret",
            conditions(condition("Ready", "False", "SecretSyncedError")), "InProgress", now: newYear + 9),
        Case(
            "without a store", "external-secrets.io/v1 ExternalSecret",
            conditions(condition("Ready", "False", "SecretSyncedError")), "Failed", now: newYear + 99),
        Case("new", "gateway.networking.k8s.io/v1 Gateway", "", "InProgress"),
        Case(
            "programmed", "gateway.networking.k8s.io/v1 Gateway",
            generation(
                conditions(condition("Accepted", "True", "", third), condition("Programmed", "True", "", third))),
            "Current"),
        Case(
            "programmed for an old generation", "gateway.networking.k8s.io/v1 Gateway",
            generation(conditions(condition("Programmed", "True", "", second))), "InProgress"),
        Case(
            "refused", "gateway.networking.k8s.io/v1 Gateway",
            generation(conditions(condition("Accepted", "False", "Invalid", third))), "Failed", now: newYear + 99),
        Case(
            "new", "gateway.networking.k8s.io/v1 HTTPRoute", #""spec":{"parentRefs":[{"name":"web"}]}"#, "InProgress"),
        Case(
            "accepted", "gateway.networking.k8s.io/v1 HTTPRoute",
            parents(condition("Accepted", "True", "", third), condition("ResolvedRefs", "True", "", third)), "Current"),
        Case(
            "without a backend", "gateway.networking.k8s.io/v1 HTTPRoute",
            parents(
                condition("Accepted", "True", "", third), condition("ResolvedRefs", "False", "BackendNotFound", third)),
            "Failed", now: newYear + 99),
        Case(
            "without a backend in an old generation", "gateway.networking.k8s.io/v1 HTTPRoute",
            parents(
                condition("Accepted", "True", "", third), condition("ResolvedRefs", "False", "BackendNotFound", second)),
            "Current", now: newYear + 99),
    ]

    static let jobs = [
        Case("resumed, not started", "batch/v1 Job", conditions(condition("Suspended", "True")), "InProgress"),
        Case("suspended in the specification only", "batch/v1 Job", #""spec":{"suspend":true}"#, "InProgress"),
        Case(
            "with a failed run", "batch/v1 CronJob", #""status":{"lastScheduleTime":"2026-01-01T00:00:00Z"}"#, "Current"
        ),
    ]

    @Test(
        arguments: deployments + statefulSets + replicaSets + daemonSets + pods + storageAndNetwork + policies
            + extensions + jobs)
    func status(case sample: Case) throws {
        #expect(try sample.status().name == sample.expected)
    }

    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2000-02-29T12:00:00.25Z", 951_825_600), ("2026-01-01T01:00:00+01:00", newYear),
        ("2025-12-31T23:30:00-00:30", newYear), ("1969-12-31T23:59:59Z", -1), ("yesterday", nil), ("2026-01-01", nil),
    ])
    func times(_ text: String, seconds: Int?) { #expect(Timestamp.seconds(text) == seconds) }
}
