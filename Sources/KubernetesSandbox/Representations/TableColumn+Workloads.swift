import JSON
import Kubernetes
import OrderedCollections

/// Pods, and what makes and counts them.
extension TableColumn {
    static let workloads: [String: [TableColumn]] = [
        "Pod": pod,
        "PodTemplate": [
            name, containers("template", "spec", priority: 0), images("template", "spec", priority: 0),
            TableColumn("Pod Labels") { object, _ in pairs(object[path: "template", "metadata", "labels"]) },
        ],
        "ReplicationController": replicas + [
            age, containers("spec", "template", "spec"), images("spec", "template", "spec"),
            TableColumn("Selector", priority: 1) { object, _ in pairs(object[path: "spec", "selector"]) },
        ],
        "ReplicaSet.apps": replicas + [age] + template,
        "Deployment.apps": deployment,
        "StatefulSet.apps": [name, ready, age] + template.dropLast(),
        "DaemonSet.apps": daemonSet,
        "ControllerRevision.apps": [
            name,
            TableColumn("Controller") { object, _ in
                let owner = object.controller
                let gvk = (owner?["apiVersion"]?.string ?? "").split(separator: "/").first.map(String.init) ?? ""
                return .string(
                    owner.map { "\($0["kind"]?.string?.lowercased() ?? "").\(gvk)/\($0["name"]?.string ?? "")" }
                        ?? "<none>")
            },
            text("Revision", "revision"), age,
        ],
        "Job.batch": job,
        "CronJob.batch": cronJob,
        "HorizontalPodAutoscaler.autoscaling": [
            name,
            TableColumn("Reference") { object, _ in
                let target = object[path: "spec", "scaleTargetRef"]
                return .string("\(target?["kind"]?.string ?? "")/\(target?["name"]?.string ?? "")")
            },
            TableColumn("Targets") { object, _ in .string(AutoscalerTargets(object).text) },
            text("MinPods", "spec", "minReplicas", or: "<unset>"), text("MaxPods", "spec", "maxReplicas", or: "0"),
            text("Replicas", "status", "currentReplicas", or: "0"), age,
        ],
        "PodDisruptionBudget.policy": [
            name, text("Min Available", "spec", "minAvailable", or: "N/A"),
            text("Max Unavailable", "spec", "maxUnavailable", or: "N/A"),
            integer("Allowed Disruptions", "status", "disruptionsAllowed"), age,
        ],
    ]

    private static let pod: [TableColumn] = [
        name,
        TableColumn("Ready", "The aggregate readiness state of this pod for accepting traffic.") { object, _ in
            .string(PodSummary(object).ready)
        },
        TableColumn("Status", "The aggregate status of the containers in this pod.") { object, _ in
            .string(PodSummary(object).reason)
        },
        TableColumn(
            "Restarts",
            "The number of times the containers in this pod have been restarted and when the last container in this pod "
                + "has restarted."
        ) { object, now in .string(PodSummary(object).restarts(now)) },
        age,
        TableColumn("IP", priority: 1) { object, _ in
            scalar(object[path: "status", "podIPs"]?[0]?["ip"] ?? object[path: "status", "podIP"], or: "<none>")
        },
        text("Node", "spec", "nodeName", or: "<none>", priority: 1),
        text("Nominated Node", "status", "nominatedNodeName", or: "<none>", priority: 1),
        TableColumn("Readiness Gates", priority: 1) { object, _ in .string(PodSummary(object).readinessGates) },
    ]

    private static let replicas = [
        name, integer("Desired", "spec", "replicas"), integer("Current", "status", "replicas"),
        integer("Ready", "status", "readyReplicas"),
    ]

    private static let ready = TableColumn("Ready", "Number of the pod with ready state") { object, _ in
        let ready = object[path: "status", "readyReplicas"]?.integer ?? 0
        return .string("\(ready)/\(object[path: "spec", "replicas"]?.integer ?? 0)")
    }

    private static let deployment: [TableColumn] =
        [
            name, ready,
            TableColumn(
                "Up-to-date",
                "Total number of non-terminating pods targeted by this deployment that have the desired template spec."
            ) { object, _ in object[path: "status", "updatedReplicas"] ?? 0 },
            TableColumn(
                "Available",
                "Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this "
                    + "deployment."
            ) { object, _ in object[path: "status", "availableReplicas"] ?? 0 },
            age,
        ] + template

    private static let daemonSet: [TableColumn] =
        [
            name, integer("Desired", "status", "desiredNumberScheduled"),
            integer("Current", "status", "currentNumberScheduled"), integer("Ready", "status", "numberReady"),
            integer("Up-to-date", "status", "updatedNumberScheduled"),
            integer("Available", "status", "numberAvailable"),
            TableColumn("Node Selector") { object, _ in
                pairs(object[path: "spec", "template", "spec", "nodeSelector"])
            },
            age,
        ] + template

    private static let template: [TableColumn] = [
        containers("spec", "template", "spec"), images("spec", "template", "spec"),
        TableColumn(
            "Selector",
            "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by "
                + "this deployment. It must match the pod template's labels.", priority: 1
        ) { object, _ in selector(object[path: "spec", "selector"]) },
    ]

    private static func containers(_ path: String..., priority: Int = 1) -> TableColumn {
        TableColumn("Containers", "Names of each container in the template.", priority: priority) { object, _ in
            list(object, path, "name")
        }
    }

    private static func images(_ path: String..., priority: Int = 1) -> TableColumn {
        TableColumn("Images", "Images referenced by each container in the template.", priority: priority) { object, _ in
            list(object, path, "image")
        }
    }

    private static func list(_ object: JSON, _ path: [String], _ member: String) -> JSON {
        let containers = value(object, path)?["containers"]?.array ?? []
        return .string(containers.compactMap { $0[member]?.string }.joined(separator: ","))
    }

    private static let job: [TableColumn] = [
        name,
        TableColumn("Status", "Status of the job.") { object, _ in
            let conditions = object[path: "status", "conditions"]?.array ?? []
            func has(_ type: String) -> Bool {
                conditions.contains { $0["type"] == .string(type) && $0["status"] == "True" }
            }
            if has("Complete") { return "Complete" }
            if has("Failed") { return "Failed" }
            if object.isTerminating { return "Terminating" }
            return .string(["Suspended", "FailureTarget", "SuccessCriteriaMet"].first(where: has) ?? "Running")
        },
        TableColumn("Completions") { object, _ in
            let succeeded = object[path: "status", "succeeded"]?.integer ?? 0
            if let wanted = object[path: "spec", "completions"]?.integer { return .string("\(succeeded)/\(wanted)") }
            let parallelism = object[path: "spec", "parallelism"]?.integer ?? 0
            return .string(parallelism > 1 ? "\(succeeded)/1 of \(parallelism)" : "\(succeeded)/1")
        },
        TableColumn("Duration", "Time required to complete the job.") { object, now in
            guard let start = object[path: "status", "startTime"]?.string else { return "" }
            let end = object[path: "status", "completionTime"]?.string.flatMap(Timestamp.seconds)
            return .string(age(start, end ?? now))
        },
        age, containers("spec", "template", "spec"), images("spec", "template", "spec"),
        TableColumn("Selector", priority: 1) { object, _ in selector(object[path: "spec", "selector"]) },
    ]

    private static let cronJob: [TableColumn] = [
        name, text("Schedule", "spec", "schedule"), text("Timezone", "spec", "timeZone", or: "<none>"),
        TableColumn("Suspend", type: "boolean") { object, _ in
            switch object[path: "spec", "suspend"] {
            case .boolean(let flag)?: flag ? "True" : "False"
            default: "<unset>"
            }
        },
        count("Active", "status", "active"),
        since("Last Schedule", "status", "lastScheduleTime", or: "<none>"), age,
        containers("spec", "jobTemplate", "spec", "template", "spec"),
        images("spec", "jobTemplate", "spec", "template", "spec"),
        TableColumn("Selector", priority: 1) { object, _ in
            selector(object[path: "spec", "jobTemplate", "spec", "selector"])
        },
    ]
}
