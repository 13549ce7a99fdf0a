import JSON
import Kubernetes
import Testing

struct HealthTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let json: String
        let expected: String
        var age: Int?
        var testDescription: String { name }
    }

    /// A Deployment, rolled out unless fields are replaced.
    static func deployment(
        _ counts: String = #""replicas":2,"updatedReplicas":2,"availableReplicas":2,"readyReplicas":2"#,
        observed: Int = 3, reason: String = "NewReplicaSetAvailable", available: String = "True"
    ) -> String {
        """
        {"apiVersion":"apps/v1","kind":"Deployment","metadata":{"generation":3},
         "spec":{"replicas":2,"progressDeadlineSeconds":600},"status":{"observedGeneration":\(observed),\(counts),
         "conditions":[{"type":"Progressing","status":"True","reason":"\(reason)"},{"type":"Available","status":"\(available)"}]}}
        """
    }

    static func object(_ apiVersion: String, _ kind: String, _ rest: String) -> String {
        #"{"apiVersion":"\#(apiVersion)","kind":"\#(kind)"\#(rest.isEmpty ? "" : ",")\#(rest)}"#
    }

    static let workloads = [
        Case(name: "Deployment rolled out", json: deployment(), expected: "Current"),
        Case(name: "Deployment not observed", json: deployment(observed: 2), expected: "InProgress"),
        Case(name: "Deployment with too few", json: deployment(#""replicas":1"#), expected: "InProgress"),
        Case(
            name: "Deployment not updated", json: deployment(#""replicas":2,"updatedReplicas":1"#),
            expected: "InProgress"),
        Case(
            name: "Deployment with old pods",
            json: deployment(#""replicas":3,"updatedReplicas":2,"availableReplicas":2,"readyReplicas":2"#),
            expected: "InProgress"),
        Case(
            name: "Deployment not ready",
            json: deployment(#""replicas":2,"updatedReplicas":2,"availableReplicas":2,"readyReplicas":1"#),
            expected: "InProgress"),
        Case(
            name: "Deployment past its deadline", json: deployment(reason: "ProgressDeadlineExceeded"),
            expected: "Failed"),
        Case(name: "Deployment progressing", json: deployment(reason: "ReplicaSetUpdated"), expected: "InProgress"),
        Case(name: "Deployment not available", json: deployment(available: "False"), expected: "InProgress"),
        Case(
            name: "StatefulSet rolled out",
            json: object(
                "apps/v1", "StatefulSet",
                #""spec":{"replicas":1},"status":{"replicas":1,"readyReplicas":1,"currentReplicas":1,"currentRevision":"a","updateRevision":"a"}"#
            ),
            expected: "Current"),
        Case(
            name: "StatefulSet with two revisions",
            json: object(
                "apps/v1", "StatefulSet",
                #""spec":{"replicas":1},"status":{"replicas":1,"readyReplicas":1,"currentReplicas":1,"currentRevision":"a","updateRevision":"b"}"#
            ),
            expected: "InProgress"),
        Case(
            name: "StatefulSet with a partition",
            json: object(
                "apps/v1", "StatefulSet",
                #""spec":{"replicas":3,"updateStrategy":{"rollingUpdate":{"partition":2}}},"status":{"replicas":3,"readyReplicas":3,"updatedReplicas":1}"#
            ),
            expected: "Current"),
        Case(
            name: "StatefulSet OnDelete",
            json: object("apps/v1", "StatefulSet", #""spec":{"replicas":3,"updateStrategy":{"type":"OnDelete"}}"#),
            expected: "Current"),
        Case(
            name: "DaemonSet rolled out",
            json: object(
                "apps/v1", "DaemonSet",
                #""metadata":{"generation":1},"status":{"observedGeneration":1,"desiredNumberScheduled":2,"currentNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":2,"numberReady":2}"#
            ),
            expected: "Current"),
        Case(
            name: "DaemonSet not available",
            json: object(
                "apps/v1", "DaemonSet",
                #""metadata":{"generation":1},"status":{"observedGeneration":1,"desiredNumberScheduled":2,"currentNumberScheduled":2,"updatedNumberScheduled":2,"numberAvailable":1,"numberReady":2}"#
            ),
            expected: "InProgress"),
        Case(
            name: "DaemonSet without a status", json: object("apps/v1", "DaemonSet", #""metadata":{"generation":1}"#),
            expected: "InProgress"),
        Case(
            name: "ReplicaSet that cannot make pods",
            json: object(
                "apps/v1", "ReplicaSet",
                #""spec":{"replicas":0},"status":{"conditions":[{"type":"ReplicaFailure","status":"True"}]}"#),
            expected: "InProgress"),
        Case(
            name: "Job complete",
            json: object("batch/v1", "Job", #""status":{"conditions":[{"type":"Complete","status":"True"}]}"#),
            expected: "Current"),
        Case(
            name: "Job failed",
            json: object("batch/v1", "Job", #""status":{"conditions":[{"type":"Failed","status":"True"}]}"#),
            expected: "Failed"),
        Case(
            name: "Job running",
            json: object("batch/v1", "Job", #""status":{"startTime":"2026-01-01T00:00:00Z","active":1}"#),
            expected: "InProgress"),
        Case(name: "Job not started", json: object("batch/v1", "Job", ""), expected: "InProgress"),
        Case(
            name: "Job suspended",
            json: object(
                "batch/v1", "Job",
                #""spec":{"suspend":true},"status":{"conditions":[{"type":"Suspended","status":"True"}]}"#),
            expected: "Current"),
        Case(name: "CronJob", json: object("batch/v1", "CronJob", ""), expected: "Current"),
    ]

    static let others = [
        Case(name: "ConfigMap", json: object("v1", "ConfigMap", ""), expected: "Current"),
        Case(
            name: "terminating",
            json: object(
                "v1", "ConfigMap", #""metadata":{"deletionTimestamp":"2026-01-01T00:00:00Z","finalizers":["a/b"]}"#),
            expected: "Terminating"),
        Case(
            name: "claim pending", json: object("v1", "PersistentVolumeClaim", #""status":{"phase":"Pending"}"#),
            expected: "InProgress"),
        Case(
            name: "claim bound", json: object("v1", "PersistentVolumeClaim", #""status":{"phase":"Bound"}"#),
            expected: "Current"),
        Case(name: "Service", json: object("v1", "Service", #""spec":{"type":"ClusterIP"}"#), expected: "Current"),
        Case(
            name: "balancer without an address", json: object("v1", "Service", #""spec":{"type":"LoadBalancer"}"#),
            expected: "InProgress"),
        Case(
            name: "balancer with an address",
            json: object("v1", "Service", #""spec":{"type":"LoadBalancer","clusterIP":"10.0.0.1"}"#),
            expected: "Current"),
        Case(name: "Pod succeeded", json: object("v1", "Pod", #""status":{"phase":"Succeeded"}"#), expected: "Current"),
        Case(
            name: "Pod ready",
            json: object("v1", "Pod", #""status":{"phase":"Running","conditions":[{"type":"Ready","status":"True"}]}"#),
            expected: "Current"),
        Case(
            name: "Pod crashing",
            json: object(
                "v1", "Pod",
                #""status":{"phase":"Running","containerStatuses":[{"name":"a","state":{"waiting":{"reason":"CrashLoopBackOff"}}}]}"#
            ),
            expected: "Failed"),
        Case(
            name: "Pod just unschedulable",
            json: object(
                "v1", "Pod",
                #""status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}"#
            ),
            expected: "InProgress", age: 5),
        Case(
            name: "Pod long unschedulable",
            json: object(
                "v1", "Pod",
                #""status":{"phase":"Pending","conditions":[{"type":"PodScheduled","status":"False","reason":"Unschedulable"}]}"#
            ),
            expected: "Failed", age: 15),
        Case(
            name: "CRD new", json: object("apiextensions.k8s.io/v1", "CustomResourceDefinition", ""),
            expected: "InProgress"),
        Case(
            name: "CRD established",
            json: object(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition",
                #""status":{"conditions":[{"type":"NamesAccepted","status":"True"},{"type":"Established","status":"True"}]}"#
            ),
            expected: "Current"),
        Case(
            name: "CRD with taken names",
            json: object(
                "apiextensions.k8s.io/v1", "CustomResourceDefinition",
                #""status":{"conditions":[{"type":"NamesAccepted","status":"False"}]}"#),
            expected: "Failed"),
        Case(name: "custom, no status", json: object("example.org/v1", "Backup", ""), expected: "Current"),
        Case(
            name: "custom, ready",
            json: object("example.org/v1", "Backup", #""status":{"conditions":[{"type":"Ready","status":"True"}]}"#),
            expected: "Current"),
        Case(
            name: "custom, not ready",
            json: object("example.org/v1", "Backup", #""status":{"conditions":[{"type":"Ready","status":"Unknown"}]}"#),
            expected: "InProgress"),
        Case(
            name: "custom, stalled",
            json: object("example.org/v1", "Backup", #""status":{"conditions":[{"type":"Stalled","status":"True"}]}"#),
            expected: "Failed"),
        Case(
            name: "custom, reconciling",
            json: object(
                "example.org/v1", "Backup",
                #""status":{"conditions":[{"type":"Ready","status":"True"},{"type":"Reconciling","status":"True"}]}"#),
            expected: "InProgress"),
        Case(
            name: "custom, not observed",
            json: object("example.org/v1", "Backup", #""metadata":{"generation":2},"status":{"observedGeneration":1}"#),
            expected: "InProgress"),
    ]

    @Test(arguments: workloads + others)
    func status(case sample: Case) throws {
        var object = KubernetesObject(try JSONParser.parse(sample.json))
        var circumstances = Health.Circumstances()
        if let age = sample.age {
            var metadata = object.json["metadata"] ?? [:]
            metadata["creationTimestamp"] = "1970-01-12T13:46:40Z"
            object.json["metadata"] = metadata
            circumstances.now = 1_000_000 + age
        }
        #expect(Health.status(of: object, circumstances).name == sample.expected)
    }

    @Test func terminatingNamesTheFinalizers() {
        let object = KubernetesObject(["metadata": ["deletionTimestamp": "x", "finalizers": ["a/b", "c"]]])
        #expect(Health.status(of: object).reason == "waiting on a/b, c")
    }
}
