import JSON
import Kubernetes
import OrderedCollections

/// What every cluster has from its beginning.
extension APIServer {
    func bootstrap() {
        if configuration.start != nil { return reloadDefinitions() }
        for name in ["default", "kube-node-lease", "kube-public", "kube-system"] {
            add(["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name)]])
        }
        add([
            "apiVersion": "v1", "kind": "Service",
            "metadata": [
                "name": "kubernetes", "namespace": "default",
                "labels": ["component": "apiserver", "provider": "kubernetes"],
            ],
            "spec": [
                "clusterIP": "10.96.0.1", "ports": [["name": "https", "port": 443, "targetPort": 6443]],
            ],
        ])
        if configuration.authorizesByRoles {
            for object in BootstrapRoles.objects { add(object) }
        }
        guard configuration.runsControllers else { return }
        for number in 1...max(1, min(configuration.nodeCount, 1000)) { add(Self.node(number, configuration)) }
        add([
            "apiVersion": "storage.k8s.io/v1", "kind": "StorageClass",
            "metadata": [
                "name": "standard", "annotations": ["storageclass.kubernetes.io/is-default-class": "true"],
            ], "provisioner": "sandbox.bunraku.dev/memory",
        ])
    }

    private static func node(_ number: Int, _ configuration: SandboxConfiguration) -> JSON {
        let name = "\(configuration.clusterName)-node-\(number)"
        let resources: JSON = ["cpu": "8", "memory": "32Gi", "pods": "1000"]
        return [
            "apiVersion": "v1", "kind": "Node",
            "metadata": [
                "name": .string(name),
                "labels": [
                    "kubernetes.io/hostname": .string(name), "kubernetes.io/os": "linux", "kubernetes.io/arch": "amd64",
                ],
            ], "spec": .object([:]),
            "status": [
                "capacity": resources, "allocatable": resources,
                "addresses": [["type": "Hostname", "address": .string(name)]],
                "conditions": [
                    [
                        "type": "Ready", "status": "True", "reason": "KubeletReady",
                        "message": "no kubelet runs in the sandbox",
                    ]
                ],
                "nodeInfo": [
                    "kubeletVersion": .string(configuration.version), "operatingSystem": "linux",
                    "architecture": "amd64",
                    "osImage": "sandbox", "kernelVersion": "sandbox", "containerRuntimeVersion": "none://0",
                    "machineID": "", "systemUUID": "", "bootID": "", "kubeProxyVersion": "",
                ],
            ],
        ]
    }

    /// Stores an object of the server's own, with its status.
    @discardableResult
    func add(_ object: JSON, manager: String = "kube-apiserver") -> JSON? {
        let gvk = KubernetesObject(object).gvk
        guard let served = served.find(gvk) else { return nil }
        let namespace = served.resource.namespaced ? object.namespace : nil
        let target = RequestTarget.ResourceTarget(served: served, namespace: namespace, name: nil, subresource: "")
        let writer = ObjectWriter(served: served, namespace: namespace, subresource: "", manager: manager, time: now)
        guard let decoded = try? writer.decode(object).object else { return nil }
        let managers = writer.ownership.update(
            from: writer.empty, to: decoded, managers: ManagedFields(), manager: manager
        ).managers
        guard var created = try? writer.created(decoded, managers: managers) else { return nil }
        if let status = object["status"] { created["status"] = status }
        guard (try? admit(&created, target)) != nil else { return nil }
        allocateAddresses(&created, served)
        guard let stored = try? store.create(target.key(name: created.name), created) else { return nil }
        afterWrite(stored, served)
        return stored
    }
}
