import JSON

/// Judges a live object: the rules of kstatus, and of gitops-engine for kinds of which kstatus knows nothing.
///
/// Like Flux, a running Job is in progress. A custom resource whose controller never writes a status counts as current,
/// as kstatus has it: most such kinds have no status at all. One with a status is believed for as long as it takes;
/// that it has been empty for a while is not taken for health, as a controller that is down leaves it so, too.
package enum Health {
    /// What else there is to know about an object.
    package struct Circumstances: Hashable, Sendable {
        /// The time in seconds since 1970. Where it is not known, nothing fails for lasting too long.
        package var now: Int?
        /// For a claim: whether its StorageClass gives it a volume only when a Pod uses it.
        package var bindsOnFirstUse: Bool

        package init(now: Int? = nil, bindsOnFirstUse: Bool = false) {
            self.now = now
            self.bindsOnFirstUse = bindsOnFirstUse
        }
    }

    package static func status(
        of object: KubernetesObject, _ circumstances: Circumstances = Circumstances()
    ) -> HealthStatus {
        let reader = StatusReader(object, now: circumstances.now)
        if let unsettled = unsettled(object, reader) { return unsettled }
        if let reconciling = reader.condition("Reconciling"), reconciling.isTrue {
            return .inProgress(reconciling.sentence)
        }
        if let stalled = reader.condition("Stalled"), stalled.isTrue { return .failed(stalled.sentence) }
        return kindStatus(reader, object.gvk.groupKind, circumstances) ?? readyStatus(reader)
    }

    /// The status of an object whose status is not about its specification: one that is on its way out, or that its
    /// controller has not looked at yet. Nil for others.
    package static func unsettled(_ object: KubernetesObject) -> HealthStatus? {
        unsettled(object, StatusReader(object, now: nil))
    }

    private static func unsettled(_ object: KubernetesObject, _ reader: StatusReader) -> HealthStatus? {
        if object.isTerminating {
            let finalizers = object.json[path: "metadata", "finalizers"]?.array ?? []
            return .terminating(finalizers: finalizers.compactMap(\.string))
        }
        if let observed = reader.status("observedGeneration"), let generation = object.generation,
            observed != generation
        {
            return .inProgress("generation \(generation) is not observed yet, the last is \(observed)")
        }
        return nil
    }

    /// The rule of kstatus for what has no rule of its own.
    private static func readyStatus(_ reader: StatusReader) -> HealthStatus {
        guard let ready = reader.condition("Ready"), !ready.isTrue else { return .current }
        return .inProgress(ready.sentence)
    }

    private static func kindStatus(
        _ reader: StatusReader, _ kind: GroupKind, _ circumstances: Circumstances
    ) -> HealthStatus? {
        switch (kind.group, kind.kind) {
        case ("apps", "Deployment"): deployment(reader)
        case ("apps", "ReplicaSet"), ("", "ReplicationController"): replicaSet(reader)
        case ("apps", "StatefulSet"): statefulSet(reader)
        case ("apps", "DaemonSet"): daemonSet(reader)
        case ("batch", "Job"): job(reader)
        // What a CronJob's last run came to is no property of the CronJob.
        case ("batch", "CronJob"), ("", "ConfigMap"), ("", "Secret"): .current
        case ("", "Pod"): pod(reader)
        case ("", "PersistentVolumeClaim"): claim(reader, bindsOnFirstUse: circumstances.bindsOnFirstUse)
        case ("", "Service"): service(reader)
        case ("networking.k8s.io", "Ingress"): address(reader)
        case ("apiextensions.k8s.io", "CustomResourceDefinition"): customResourceDefinition(reader)
        case ("apiregistration.k8s.io", "APIService"): apiService(reader)
        case ("autoscaling", "HorizontalPodAutoscaler"): autoscaler(reader)
        case ("policy", "PodDisruptionBudget"): disruptionBudget(reader)
        case ("cert-manager.io", "Certificate"): certificate(reader)
        case ("external-secrets.io", "ExternalSecret"), ("external-secrets.io", "ClusterExternalSecret"):
            externalSecret(reader)
        case ("gateway.networking.k8s.io", "Gateway"), ("gateway.networking.k8s.io", "GatewayClass"): gateway(reader)
        case ("gateway.networking.k8s.io", let name) where name.hasSuffix("Route"): route(reader)
        default: nil
        }
    }
}
