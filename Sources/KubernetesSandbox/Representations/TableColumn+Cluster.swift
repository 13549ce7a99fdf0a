import JSON
import OrderedCollections

/// Namespaces and what they hold, nodes, events, and the server's own settings.
extension TableColumn {
    static let cluster: [String: [TableColumn]] = [
        "Namespace": [
            name,
            TableColumn("Status", "The status of the namespace") { object, _ in
                scalar(object[path: "status", "phase"], or: "")
            }, age,
        ],
        "ConfigMap": [name, configMapData, age],
        "Secret": [name, text("Type", "type"), count("Data", "data"), age],
        "ServiceAccount": [name, age],
        "ResourceQuota": [
            name, TableColumn("Request") { object, _ in quota(object) { !$0.hasPrefix("limits") } },
            TableColumn("Limit") { object, _ in quota(object) { $0.hasPrefix("limits") } }, age,
        ],
        "Node": node,
        "Event": event, "Event.events.k8s.io": event,
        "ComponentStatus": [name, text("Status"), text("Message"), text("Error")],
        "Lease.coordination.k8s.io": [name, text("Holder", "spec", "holderIdentity"), age],
        "PriorityClass.scheduling.k8s.io": [
            name, integer("Value", "value"), flag("Global-Default", "globalDefault"), age,
            text("PreemptionPolicy", "preemptionPolicy"),
        ],
        "RuntimeClass.node.k8s.io": [name, text("Handler", "handler"), age],
        "APIService.apiregistration.k8s.io": [
            name,
            TableColumn("Service") { object, _ in
                guard let service = object[path: "spec", "service"] else { return "Local" }
                return .string("\(service["namespace"]?.string ?? "")/\(service["name"]?.string ?? "")")
            },
            TableColumn("Available") { object, _ in
                let condition = object[path: "status", "conditions"]?.array?.first { $0["type"] == "Available" }
                let status = condition?["status"]?.string ?? "Unknown"
                let reason = condition?["reason"]?.string ?? ""
                return .string(status == "True" || reason.isEmpty ? status : "\(status) (\(reason))")
            },
            age,
        ],
        "FlowSchema.flowcontrol.apiserver.k8s.io": [
            name, text("PriorityLevel", "spec", "priorityLevelConfiguration", "name"),
            text("MatchingPrecedence", "spec", "matchingPrecedence"),
            text("DistinguisherMethod", "spec", "distinguisherMethod", "type", or: "<none>"), age,
            TableColumn("MissingPL") { object, _ in
                let condition = object[path: "status", "conditions"]?.array?.first { $0["type"] == "Dangling" }
                return scalar(condition?["status"], or: "?")
            },
        ],
        "PriorityLevelConfiguration.flowcontrol.apiserver.k8s.io": [
            name, text("Type", "spec", "type"),
            text("NominalConcurrencyShares", "spec", "limited", "nominalConcurrencyShares", or: "<none>"),
            text("Queues", "spec", "limited", "limitResponse", "queuing", "queues", or: "<none>"),
            text("HandSize", "spec", "limited", "limitResponse", "queuing", "handSize", or: "<none>"),
            text("QueueLengthLimit", "spec", "limited", "limitResponse", "queuing", "queueLengthLimit", or: "<none>"),
            age,
        ],
        "DeviceClass.resource.k8s.io": [name, age],
        "ResourceClaimTemplate.resource.k8s.io": [name, age],
        "ResourceClaim.resource.k8s.io": [
            name,
            TableColumn("State") { object, _ in
                var states: [String] = object.isTerminating ? ["deleted"] : []
                if object[path: "status", "allocation"] != nil { states.append("allocated") }
                if !(object[path: "status", "reservedFor"]?.array ?? []).isEmpty { states.append("reserved") }
                return .string(states.isEmpty ? "pending" : states.joined(separator: ","))
            },
            age,
        ],
        "ResourceSlice.resource.k8s.io": [
            name, text("Node", "spec", "nodeName"), text("Driver", "spec", "driver"),
            text("Pool", "spec", "pool", "name"), age,
        ],
    ]

    private static let configMapData = TableColumn(
        "Data",
        "Data contains the configuration data. Each key must consist of alphanumeric characters, '-', '_' or '.'. Values "
            + "with non-UTF-8 byte sequences must use the BinaryData field. The keys stored in Data must not overlap "
            + "with the keys in the BinaryData field, this is enforced during validation process."
    ) { object, _ in
        .integer((object["data"]?.object?.count ?? 0) + (object["binaryData"]?.object?.count ?? 0))
    }

    private static func quota(_ object: JSON, where isShown: (String) -> Bool) -> JSON {
        let hard = object[path: "status", "hard"]?.object ?? [:]
        let texts = hard.filter { isShown($0.key) }.sorted { $0.key < $1.key }.map { name, amount in
            "\(name): \(object[path: "status", "used", name]?.string ?? "0")/\(amount.string ?? "")"
        }
        return .string(texts.joined(separator: ", "))
    }

    private static let node: [TableColumn] = [
        name,
        TableColumn("Status", "The status of the node") { object, _ in
            let ready = object[path: "status", "conditions"]?.array?.first { $0["type"] == "Ready" }
            let status = ready.map { $0["status"] == "True" ? "Ready" : "NotReady" } ?? "Unknown"
            return .string(status + (object[path: "spec", "unschedulable"] == true ? ",SchedulingDisabled" : ""))
        },
        TableColumn("Roles", "The roles of the node") { object, _ in
            let prefix = "node-role.kubernetes.io/"
            var roles = Set(
                object.labels.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) })
            if let role = object.labels["kubernetes.io/role"]?.string { roles.insert(role) }
            roles.remove("")
            return .string(roles.isEmpty ? "<none>" : roles.sorted().joined(separator: ","))
        },
        age, text("Version", "status", "nodeInfo", "kubeletVersion"),
        address("Internal-IP", "InternalIP"), address("External-IP", "ExternalIP"),
        text("OS-Image", "status", "nodeInfo", "osImage", or: "<unknown>", priority: 1),
        TableColumn("Kernel-Version", priority: 1) { object, _ in
            let info = object[path: "status", "nodeInfo"]
            let architecture = info?["architecture"]?.string.map { $0.isEmpty ? "" : " (\($0))" } ?? ""
            return .string("\(scalar(info?["kernelVersion"], or: "<unknown>").string ?? "")\(architecture)")
        },
        text("Container-Runtime", "status", "nodeInfo", "containerRuntimeVersion", or: "<unknown>", priority: 1),
    ]

    private static func address(_ name: String, _ type: String) -> TableColumn {
        TableColumn(name, priority: 1) { object, _ in
            let address = object[path: "status", "addresses"]?.array?.first { $0["type"]?.string == type }
            return scalar(address?["address"], or: "<none>")
        }
    }

    private static let event: [TableColumn] = [
        TableColumn("Last Seen") { object, now in
            let last = object[path: "series", "lastObservedTime"] ?? object["lastTimestamp"]
            return .string(age(last?.string ?? firstSeen(object), now))
        },
        text("Type", "type"), text("Reason", "reason"),
        TableColumn("Object") { object, _ in
            let regarding = object["involvedObject"] ?? object["regarding"]
            let kind = regarding?["kind"]?.string?.lowercased() ?? ""
            return .string(regarding?["name"]?.string.map { "\(kind)/\($0)" } ?? kind)
        },
        TableColumn("Subobject", priority: 1) { object, _ in
            scalar((object["involvedObject"] ?? object["regarding"])?["fieldPath"], or: "")
        },
        TableColumn("Source", priority: 1) { object, _ in
            let source = object["source"] ?? object["deprecatedSource"]
            let component = source?["component"]?.string ?? object["reportingComponent"]?.string
            let instance = source?["host"]?.string ?? object["reportingInstance"]?.string
            return .string([component, instance].compactMap { $0 }.filter { !$0.isEmpty }.joined(separator: ", "))
        },
        TableColumn("Message") { object, _ in
            .string((object["message"]?.string ?? object["note"]?.string ?? "").trimmingBlanks)
        },
        TableColumn("First Seen", priority: 1) { object, now in .string(age(firstSeen(object), now)) },
        TableColumn("Count", priority: 1) { object, _ in
            .integer(max(1, object[path: "series", "count"]?.integer ?? object["count"]?.integer ?? 1))
        },
        TableColumn(name.name, format: name.format, name.description, priority: 1) { object, _ in .string(object.name)
        },
    ]

    private static func firstSeen(_ event: JSON) -> String? {
        event["firstTimestamp"]?.string ?? event["eventTime"]?.string
    }
}
