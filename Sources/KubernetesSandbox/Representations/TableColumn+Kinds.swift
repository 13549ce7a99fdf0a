import JSON
import Kubernetes
import OrderedCollections

/// The columns of the kinds that people look at most; all others show their name and age.
extension TableColumn {
    static func columns(of served: ServedResource) -> [TableColumn] {
        if let version = served.definitionVersion { return custom(version) }
        let middle: [TableColumn]
        switch (served.gvk.group, served.gvk.kind) {
        case ("", "Pod"): middle = pod
        case ("", "Node"): middle = node
        case ("", "Namespace"): middle = [text("Status", "status", "phase")]
        case ("", "Service"): return [name] + service + [age, selector]
        case ("", "ConfigMap"): middle = [configMapData]
        case ("", "Secret"): middle = [text("Type", "type"), count("Data", "data")]
        case ("", "ServiceAccount"): middle = []
        case ("", "PersistentVolumeClaim"): middle = claim
        case ("apps", "Deployment"): return [name] + deployment + [age] + workload
        case ("apps", "ReplicaSet"):
            return [
                name, integer("Desired", "spec", "replicas"), integer("Current", "status", "replicas"),
                integer("Ready", "status", "readyReplicas"), age,
            ] + workload
        case ("apps", "StatefulSet"): return [name, ready, age] + workload.dropLast()
        case ("apps", "DaemonSet"): return [name] + daemonSet + [age] + workload
        case ("batch", "Job"): middle = job
        case ("batch", "CronJob"):
            middle = [
                text("Schedule", "spec", "schedule"),
                TableColumn("Suspend", type: "boolean") { object, _ in object[path: "spec", "suspend"] ?? false },
                TableColumn("Active", type: "integer") { object, _ in
                    .integer(object[path: "status", "active"]?.array?.count ?? 0)
                },
            ]
        case ("networking.k8s.io", "Ingress"): middle = ingress
        case ("apiextensions.k8s.io", "CustomResourceDefinition"):
            return [
                name,
                TableColumn("Created At", type: "date") { object, _ in
                    object[path: "metadata", "creationTimestamp"] ?? .null
                },
            ]
        case ("autoscaling", "HorizontalPodAutoscaler"):
            middle = [
                TableColumn("Reference") { object, _ in
                    let target = object[path: "spec", "scaleTargetRef"]
                    return .string("\(target?["kind"]?.string ?? "")/\(target?["name"]?.string ?? "")")
                },
                integer("MinPods", "spec", "minReplicas"), integer("MaxPods", "spec", "maxReplicas"),
                integer("Replicas", "status", "currentReplicas"),
            ]
        case ("policy", "PodDisruptionBudget"):
            middle = [
                TableColumn("Min Available") { object, _ in scalar(object[path: "spec", "minAvailable"], or: "N/A") },
                TableColumn("Max Unavailable") { object, _ in
                    scalar(object[path: "spec", "maxUnavailable"], or: "N/A")
                },
                integer("Allowed Disruptions", "status", "disruptionsAllowed"),
            ]
        case ("coordination.k8s.io", "Lease"): middle = [text("Holder", "spec", "holderIdentity")]
        default: middle = []
        }
        return [name] + middle + [age]
    }

    private static func text(_ name: String, _ path: String...) -> TableColumn {
        TableColumn(name) { object, _ in
            var value: JSON? = object
            for step in path { value = value?[step] }
            return .string(value?.string ?? "")
        }
    }

    private static func integer(_ name: String, _ path: String...) -> TableColumn {
        TableColumn(name, type: "integer") { object, _ in
            var value: JSON? = object
            for step in path { value = value?[step] }
            return .integer(value?.integer ?? 0)
        }
    }

    private static func count(_ name: String, _ member: String) -> TableColumn {
        TableColumn(name, type: "integer") { object, _ in .integer(object[member]?.object?.count ?? 0) }
    }

    private static func scalar(_ value: JSON?, or missing: String) -> JSON {
        switch value {
        case .string(let text)?: .string(text)
        case .integer(let number)?: .string(String(number))
        case .boolean(let flag)?: .string(String(flag))
        default: .string(missing)
        }
    }

    private static let configMapData = TableColumn(
        "Data",
        "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values "
            + "with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap "
            + "with the keys in the BinaryData field, this is enforced during validation process."
    ) { object, _ in
        .integer((object["data"]?.object?.count ?? 0) + (object["binaryData"]?.object?.count ?? 0))
    }

    private static let pod: [TableColumn] = [
        TableColumn("Ready") { object, _ in
            let statuses = object[path: "status", "containerStatuses"]?.array ?? []
            let count = object[path: "spec", "containers"]?.array?.count ?? 0
            return .string("\(statuses.filter { $0["ready"] == true }.count)/\(count)")
        },
        TableColumn("Status") { object, _ in
            if object.isTerminating { return "Terminating" }
            for status in object[path: "status", "containerStatuses"]?.array ?? [] {
                let state = status["state"]
                if let reason = state?[path: "waiting", "reason"] ?? state?[path: "terminated", "reason"] {
                    return reason
                }
            }
            return object[path: "status", "phase"] ?? "Unknown"
        },
        TableColumn("Restarts") { object, _ in
            let statuses = object[path: "status", "containerStatuses"]?.array ?? []
            return .string(String(statuses.compactMap { $0["restartCount"]?.integer }.reduce(0, &+)))
        },
    ]

    private static let node: [TableColumn] = [
        TableColumn("Status") { object, _ in
            let conditions = object[path: "status", "conditions"]?.array ?? []
            let isReady = conditions.contains { $0["type"] == "Ready" && $0["status"] == "True" }
            let isCordoned = object[path: "spec", "unschedulable"] == true
            return .string((isReady ? "Ready" : "NotReady") + (isCordoned ? ",SchedulingDisabled" : ""))
        },
        TableColumn("Roles") { object, _ in
            let prefix = "node-role.kubernetes.io/"
            let roles = object.labels.keys.filter { $0.hasPrefix(prefix) }.map { $0.dropFirst(prefix.count) }
            return .string(roles.isEmpty ? "<none>" : roles.sorted().joined(separator: ","))
        },
        TableColumn("Version") { object, _ in object[path: "status", "nodeInfo", "kubeletVersion"] ?? "" },
    ]

    private static let service: [TableColumn] = [
        text("Type", "spec", "type"),
        TableColumn("Cluster-IP") { object, _ in object[path: "spec", "clusterIP"] ?? "<none>" },
        TableColumn("External-IP") { object, _ in
            if object[path: "spec", "type"] == "ExternalName" { return object[path: "spec", "externalName"] ?? "" }
            let addresses = (object[path: "status", "loadBalancer", "ingress"]?.array ?? []).compactMap {
                $0["ip"]?.string ?? $0["hostname"]?.string
            }
            if !addresses.isEmpty { return .string(addresses.joined(separator: ",")) }
            return object[path: "spec", "type"] == "LoadBalancer" ? "<pending>" : "<none>"
        },
        TableColumn("Port(s)") { object, _ in
            let ports = (object[path: "spec", "ports"]?.array ?? []).map { port in
                let node = port["nodePort"]?.integer.map { ":\($0)" } ?? ""
                return "\(port["port"]?.integer ?? 0)\(node)/\(port["protocol"]?.string ?? "TCP")"
            }
            return .string(ports.isEmpty ? "<none>" : ports.joined(separator: ","))
        },
    ]

    private static let selector = TableColumn("Selector", priority: 1) { object, _ in
        let pairs = (object[path: "spec", "selector"]?.object ?? [:]).map { "\($0.key)=\($0.value.string ?? "")" }
        return .string(pairs.isEmpty ? "<none>" : pairs.sorted().joined(separator: ","))
    }

    private static let claim: [TableColumn] = [
        text("Status", "status", "phase"), text("Volume", "spec", "volumeName"),
        text("Capacity", "status", "capacity", "storage"),
        TableColumn("Access Modes") { object, _ in
            let modes = (object[path: "status", "accessModes"]?.array ?? []).compactMap(\.string)
            let short = [
                "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
            ]
            return .string(modes.map { short[$0] ?? $0 }.joined(separator: ","))
        },
        text("StorageClass", "spec", "storageClassName"),
    ]

    private static let ready = TableColumn("Ready", "Number of the pod with ready state") { object, _ in
        let ready = object[path: "status", "readyReplicas"]?.integer ?? 0
        return .string("\(ready)/\(object[path: "spec", "replicas"]?.integer ?? 0)")
    }

    private static let deployment: [TableColumn] = [
        ready,
        TableColumn(
            "Up-to-date",
            "Total number of non-terminating pods targeted by this deployment that have the desired template spec."
        ) { object, _ in object[path: "status", "updatedReplicas"] ?? 0 },
        TableColumn(
            "Available",
            "Total number of available non-terminating pods (ready for at least minReadySeconds) targeted by this "
                + "deployment."
        ) { object, _ in object[path: "status", "availableReplicas"] ?? 0 },
    ]

    private static let daemonSet: [TableColumn] = [
        integer("Desired", "status", "desiredNumberScheduled"), integer("Current", "status", "currentNumberScheduled"),
        integer("Ready", "status", "numberReady"), integer("Up-to-date", "status", "updatedNumberScheduled"),
        integer("Available", "status", "numberAvailable"),
        TableColumn("Node Selector") { object, _ in
            let pairs = object[path: "spec", "template", "spec", "nodeSelector"]?.object ?? [:]
            return .string(
                pairs.isEmpty ? "<none>" : pairs.map { "\($0.key)=\($0.value.string ?? "")" }.joined(separator: ","))
        },
    ]

    private static let workload: [TableColumn] = [
        TableColumn("Containers", "Names of each container in the template.", priority: 1) { object, _ in
            containers(object, "name")
        },
        TableColumn("Images", "Images referenced by each container in the template.", priority: 1) { object, _ in
            containers(object, "image")
        },
        TableColumn(
            "Selector",
            "Label selector for pods. Existing ReplicaSets whose pods are selected by this will be the ones affected by "
                + "this deployment. It must match the pod template's labels.", priority: 1
        ) { object, _ in
            .string(LabelSelector.text(object: object[path: "spec", "selector"] ?? .null))
        },
    ]

    private static func containers(_ object: JSON, _ member: String) -> JSON {
        let containers = object[path: "spec", "template", "spec", "containers"]?.array ?? []
        return .string(containers.compactMap { $0[member]?.string }.joined(separator: ","))
    }

    private static let job: [TableColumn] = [
        TableColumn("Status") { object, _ in
            let conditions = object[path: "status", "conditions"]?.array ?? []
            func has(_ type: String) -> Bool {
                conditions.contains { $0["type"] == .string(type) && $0["status"] == "True" }
            }
            if has("Complete") { return "Complete" }
            if has("Failed") { return "Failed" }
            return has("Suspended") ? "Suspended" : "Running"
        },
        TableColumn("Completions") { object, _ in
            let succeeded = object[path: "status", "succeeded"]?.integer ?? 0
            return .string("\(succeeded)/\(object[path: "spec", "completions"]?.integer ?? 1)")
        },
    ]

    private static let ingress: [TableColumn] = [
        TableColumn("Class") { object, _ in object[path: "spec", "ingressClassName"] ?? "<none>" },
        TableColumn("Hosts") { object, _ in
            let hosts = (object[path: "spec", "rules"]?.array ?? []).compactMap { $0["host"]?.string }
            return .string(hosts.isEmpty ? "*" : hosts.joined(separator: ","))
        },
        TableColumn("Address") { object, _ in
            let addresses = object[path: "status", "loadBalancer", "ingress"]?.array ?? []
            return .string(addresses.compactMap { $0["ip"]?.string ?? $0["hostname"]?.string }.joined(separator: ","))
        },
        TableColumn("Ports") { object, _ in
            .string((object[path: "spec", "tls"]?.array ?? []).isEmpty ? "80" : "80, 443")
        },
    ]

    /// `additionalPrinterColumns`; only paths of member names are understood.
    private static func custom(_ version: JSON) -> [TableColumn] {
        let extra = (version["additionalPrinterColumns"]?.array ?? []).map { column in
            let path = (column["jsonPath"]?.string ?? "").split(separator: ".").map(String.init)
            let type = column["type"]?.string ?? "string"
            return TableColumn(
                column["name"]?.string ?? "", type: type, format: column["format"]?.string ?? "",
                column["description"]?.string ?? "", priority: column["priority"]?.integer ?? 0
            ) { object, now in
                var value: JSON? = object
                for step in path { value = value?[step] }
                if type == "date" { return .string(age(value?.string, now)) }
                return value ?? .null
            }
        }
        return extra.isEmpty ? [name, age] : [name] + extra
    }
}
