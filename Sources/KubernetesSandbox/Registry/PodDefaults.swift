import JSON
import OrderedCollections

/// The defaults of pods and pod templates.
enum PodDefaults {
    static func template(_ template: inout JSONObject) {
        template.setDefault("metadata", .object([:]))
        template.setDefault("spec", .object([:]))
        template.edit("spec") { podSpec(&$0) }
    }

    /// A pod on its own has more than a template.
    static func pod(_ spec: inout JSONObject) {
        podSpec(&spec)
        spec.setDefault("enableServiceLinks", true)
        spec.setDefault("preemptionPolicy", "PreemptLowerPriority")
        spec.setDefault("priority", 0)
        spec.setDefault("serviceAccountName", "default")
        if let account = spec["serviceAccountName"] { spec["serviceAccount"] = account }
    }

    static func podSpec(_ spec: inout JSONObject) {
        spec.setDefault("restartPolicy", "Always")
        spec.setDefault("terminationGracePeriodSeconds", 30)
        spec.setDefault("dnsPolicy", "ClusterFirst")
        spec.setDefault("securityContext", .object([:]))
        spec.setDefault("schedulerName", "default-scheduler")
        if let account = spec["serviceAccountName"] {
            spec["serviceAccount"] = account
        } else if let account = spec["serviceAccount"] {
            spec["serviceAccountName"] = account
        }
        let usesHostNetwork = spec["hostNetwork"] == true
        for list in ["initContainers", "containers"] {
            spec.editEach(list) { container(&$0, usesHostNetwork: usesHostNetwork) }
        }
        spec.editEach("volumes", volume)
    }

    private static func container(_ container: inout JSONObject, usesHostNetwork: Bool) {
        container.setDefault("resources", .object([:]))
        container.setDefault("terminationMessagePath", "/dev/termination-log")
        container.setDefault("terminationMessagePolicy", "File")
        if let image = container["image"]?.string {
            container.setDefault("imagePullPolicy", .string(isLatest(image) ? "Always" : "IfNotPresent"))
        }
        container.editEach("ports") { port in
            port.setDefault("protocol", "TCP")
            if usesHostNetwork, let number = port["containerPort"] { port.setDefault("hostPort", number) }
        }
        for name in ["livenessProbe", "readinessProbe", "startupProbe"] { container.edit(name, probe) }
        container.edit("lifecycle") { lifecycle in
            for name in ["postStart", "preStop"] { lifecycle.edit(name) { $0.edit("httpGet", httpGet) } }
        }
        container.editEach("env") { variable in
            variable.edit("valueFrom") { source in source.edit("fieldRef") { $0.setDefault("apiVersion", "v1") } }
        }
        // A limit without a request is a request too.
        container.edit("resources") { resources in
            guard case .object(let limits)? = resources["limits"] else { return }
            resources.setDefault("requests", .object([:]))
            resources.edit("requests") { requests in
                for (name, limit) in limits { requests.setDefault(name, limit) }
            }
        }
    }

    private static func isLatest(_ image: String) -> Bool {
        let name = image.split(separator: "/").last ?? ""
        guard !name.contains("@") else { return false }
        guard let colon = name.lastIndex(of: ":") else { return true }
        return name[name.index(after: colon)...] == "latest"
    }

    private static func probe(_ probe: inout JSONObject) {
        probe.setDefault("timeoutSeconds", 1)
        probe.setDefault("periodSeconds", 10)
        probe.setDefault("successThreshold", 1)
        probe.setDefault("failureThreshold", 3)
        probe.edit("httpGet", httpGet)
        probe.edit("grpc") { $0.setDefault("service", "") }
    }

    private static func httpGet(_ action: inout JSONObject) {
        action.setDefault("path", "/")
        action.setDefault("scheme", "HTTP")
    }

    static func volume(_ volume: inout JSONObject) {
        for name in ["configMap", "secret", "downwardAPI", "projected"] {
            volume.edit(name) { $0.setDefault("defaultMode", 420) }
        }
        volume.edit("hostPath") { $0.setDefault("type", "") }
        volume.edit("downwardAPI", downwardItems)
        volume.edit("projected") { projected in
            projected.editEach("sources") { source in
                source.edit("serviceAccountToken") { $0.setDefault("expirationSeconds", 3600) }
                source.edit("downwardAPI", downwardItems)
            }
        }
        volume.edit("ephemeral") { ephemeral in
            ephemeral.edit("volumeClaimTemplate") { template in
                template.edit("spec") { $0.setDefault("volumeMode", "Filesystem") }
            }
        }
        let sources = volume.keys.filter { $0 != "name" }
        if sources.isEmpty { volume["emptyDir"] = .object([:]) }
    }

    private static func downwardItems(_ source: inout JSONObject) {
        source.editEach("items") { item in item.edit("fieldRef") { $0.setDefault("apiVersion", "v1") } }
    }
}
