import JSON
import Kubernetes
import OrderedCollections

/// Runs the controllers: every change wakes those whom it concerns, one after the other.
struct ControllerLoop: Sendable {
    private let cluster: Cluster
    private let queue = WorkQueue()
    private let ownership = OwnershipIndex()

    init(_ server: APIServer) { cluster = Cluster(server) }

    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.follow() }
            for await _ in queue.wakeups {
                while let work = queue.next() {
                    let again = RequestCounters.$isInternal.withValue(true) { perform(work) }
                    guard let again, queue.schedule(work, after: again) else { continue }
                    group.addTask {
                        // An interrupted wait only brings the work forward, and the loop has ended by then.
                        try? await Task.sleep(for: again)
                        queue.addScheduled(work)
                    }
                }
                await Task.yield()
            }
            group.cancelAll()
        }
    }

    /// Turns changes into work until the store closes.
    private func follow() async {
        while !cluster.store.isClosed, !Task.isCancelled {
            guard let subscription = try? cluster.store.subscribe(nil, since: nil) else { return queue.finish() }
            // What was there before, or was missed by a subscription that fell behind.
            for resource in cluster.store.resources {
                for object in cluster.list(resource) {
                    let key = ObjectKey(resource: resource, namespace: object.namespace, name: object.name)
                    note(StoreEvent(found: object, key))
                }
            }
            for await signal in subscription.signals {
                guard case .event(let event) = signal else { continue }
                note(event)
            }
        }
        queue.finish()
    }

    private func note(_ event: StoreEvent) {
        ownership.note(event)
        queue.add(.reconcile(event.key))
        if event.change == .deleted {
            queue.add(.collect(ownerUID: event.object.uid))
            queue.delays.forget(event.object.uid)
        }
        if event.change == .added, !event.object.ownerReferences.isEmpty {
            queue.add(.checkOwners(event.key))
        }
        if let owner = event.object.controller { queue.add(.reconcile(key(of: owner, namespace: event.key.namespace))) }
        for owner in event.object.ownerReferences where event.change == .deleted {
            queue.add(.reconcile(key(of: owner, namespace: event.key.namespace)))
        }
        switch event.key.resource {
        case .nodes: addAll(.daemonSets)
        case .pods: addAll(.disruptionBudgets, namespace: event.key.namespace)
        case .serviceAccounts where event.change == .added:
            // Sets could not make their pods without it.
            for resource in [GroupResource.replicaSets, .statefulSets, .daemonSets, .jobs] {
                addAll(resource, namespace: event.key.namespace)
            }
        case .claims where event.change == .deleted:
            let name = event.object[path: "spec", "volumeName"]?.string ?? ""
            queue.add(.reconcile(ObjectKey(resource: .volumes, namespace: "", name: name)))
        case .secrets, .configMaps, .claims: if event.change == .added { addPendingPods(event.key.namespace) }
        default: break
        }
        if event.key.resource != .resourceQuotas, !event.key.namespace.isEmpty {
            addAll(.resourceQuotas, namespace: event.key.namespace)
        }
        if event.change == .deleted, !event.key.namespace.isEmpty {
            let namespace = ObjectKey(resource: .namespaces, namespace: "", name: event.key.namespace)
            if cluster.get(namespace)?.isTerminating == true { queue.add(.reconcile(namespace)) }
        }
    }

    private func key(of owner: JSON, namespace: String) -> ObjectKey {
        let gvk = GroupVersionKind(
            apiVersion: owner["apiVersion"]?.string ?? "", kind: owner["kind"]?.string ?? "")
        let name = owner["name"]?.string ?? ""
        // Of a kind that is not served there is nothing to do.
        return cluster.served(gvk)?.key(namespace: namespace, name: name)
            ?? ObjectKey(resource: GroupResource(group: gvk.group, plural: ""), namespace: namespace, name: name)
    }

    private func addAll(_ resource: GroupResource, namespace: String? = nil) {
        guard cluster.store.count(resource) > 0 else { return }
        for object in cluster.list(resource, namespace: namespace) {
            queue.add(.reconcile(ObjectKey(resource: resource, namespace: object.namespace, name: object.name)))
        }
    }

    private func addPendingPods(_ namespace: String) {
        for pod in cluster.list(.pods, namespace: namespace) where pod[path: "status", "phase"] == "Pending" {
            queue.add(.reconcile(ObjectKey(resource: .pods, namespace: namespace, name: pod.name)))
        }
    }

    /// Does one piece of work; the result is when to do it again.
    private func perform(_ work: Work) -> Duration? {
        switch work {
        case .collect(let uid):
            GarbageCollector(cluster, ownership).collect(uid)
            return nil
        case .checkOwners(let key):
            GarbageCollector(cluster, ownership).checkOwners(of: key)
            return nil
        case .reconcile(let key):
            guard let object = cluster.get(key) else { return nil }
            if object.isTerminating { GarbageCollector(cluster, ownership).finish(object, key) }
            return reconcile(object, key)
        }
    }

    private func reconcile(_ object: JSON, _ key: ObjectKey) -> Duration? {
        switch key.resource {
        case .namespaces: NamespaceController(cluster).reconcile(object)
        case .deployments: return DeploymentController(cluster).reconcile(object, key)
        case .replicaSets: ReplicaSetController(cluster).reconcile(object, key)
        case .statefulSets: StatefulSetController(cluster).reconcile(object, key)
        case .daemonSets: DaemonSetController(cluster).reconcile(object, key)
        case .jobs: JobController(cluster).reconcile(object, key)
        case .pods: return PodController(cluster, queue.delays).reconcile(object, key)
        case .claims, .volumes, .services, .ingresses, .disruptionBudgets, .resourceQuotas:
            SmallControllers(cluster).reconcile(object, key)
        default: break
        }
        return nil
    }
}
