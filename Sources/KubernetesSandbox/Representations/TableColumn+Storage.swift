import JSON
import OrderedCollections

/// Volumes, and what makes them.
extension TableColumn {
    static let storage: [String: [TableColumn]] = [
        "PersistentVolume": [
            name, text("Capacity", "spec", "capacity", "storage"), accessModes("spec"),
            text("Reclaim Policy", "spec", "persistentVolumeReclaimPolicy"), phase,
            TableColumn("Claim") { object, _ in
                guard let claim = object[path: "spec", "claimRef"] else { return "" }
                return .string("\(claim["namespace"]?.string ?? "")/\(claim["name"]?.string ?? "")")
            },
            text("StorageClass", "spec", "storageClassName"),
            text("VolumeAttributesClass", "spec", "volumeAttributesClassName", or: "<unset>"),
            text("Reason", "status", "reason"), age, volumeMode,
        ],
        "PersistentVolumeClaim": [
            name, phase, text("Volume", "spec", "volumeName"), text("Capacity", "status", "capacity", "storage"),
            accessModes("status"), text("StorageClass", "spec", "storageClassName"),
            text("VolumeAttributesClass", "spec", "volumeAttributesClassName", or: "<unset>"), age, volumeMode,
        ],
        "StorageClass.storage.k8s.io": [
            TableColumn(name.name, format: name.format, name.description) { object, _ in
                let mark = object[path: "metadata", "annotations", "storageclass.kubernetes.io/is-default-class"]
                return .string(object.name + (mark == "true" ? " (default)" : ""))
            },
            text("Provisioner", "provisioner"), text("ReclaimPolicy", "reclaimPolicy"),
            text("VolumeBindingMode", "volumeBindingMode"), flag("AllowVolumeExpansion", "allowVolumeExpansion"), age,
        ],
        "VolumeAttributesClass.storage.k8s.io": [name, text("DriverName", "driverName"), age],
        "VolumeAttachment.storage.k8s.io": [
            name, text("Attacher", "spec", "attacher"), text("PV", "spec", "source", "persistentVolumeName"),
            text("Node", "spec", "nodeName"), flag("Attached", "status", "attached"), age,
        ],
        "CSINode.storage.k8s.io": [name, count("Drivers", "spec", "drivers"), age],
        "CSIDriver.storage.k8s.io": [
            name, flag("AttachRequired", "spec", "attachRequired"), flag("PodInfoOnMount", "spec", "podInfoOnMount"),
            flag("StorageCapacity", "spec", "storageCapacity"),
            TableColumn("TokenRequests") { object, _ in
                let tokens = (object[path: "spec", "tokenRequests"]?.array ?? []).compactMap { $0["audience"]?.string }
                return .string(tokens.isEmpty ? "<unset>" : tokens.joined(separator: ","))
            },
            flag("RequiresRepublish", "spec", "requiresRepublish"),
            TableColumn("Modes") { object, _ in
                let modes = (object[path: "spec", "volumeLifecycleModes"]?.array ?? []).compactMap(\.string)
                return .string(modes.isEmpty ? "<none>" : modes.joined(separator: ","))
            },
            age,
        ],
        "CSIStorageCapacity.storage.k8s.io": [
            name, text("StorageClassName", "storageClassName"), text("Capacity", "capacity", or: "<unset>"),
        ],
    ]

    private static let phase = TableColumn("Status") { object, _ in
        object.isTerminating ? "Terminating" : scalar(object[path: "status", "phase"], or: "")
    }

    private static let volumeMode = text("VolumeMode", "spec", "volumeMode", or: "<unset>", priority: 1)

    private static func accessModes(_ part: String) -> TableColumn {
        TableColumn("Access Modes") { object, _ in
            let short = [
                "ReadWriteOnce": "RWO", "ReadOnlyMany": "ROX", "ReadWriteMany": "RWX", "ReadWriteOncePod": "RWOP",
            ]
            let modes = (object[part]?["accessModes"]?.array ?? []).compactMap(\.string)
            return .string(modes.map { short[$0] ?? $0 }.joined(separator: ","))
        }
    }
}
