import JSON
import OrderedCollections

/// The defaults of the kinds that run pods.
enum WorkloadDefaults {
    static func deployment(_ spec: inout JSONObject) {
        spec.setDefault("replicas", 1)
        spec.setDefault("strategy", .object([:]))
        spec.edit("strategy") { strategy in
            strategy.setDefault("type", "RollingUpdate")
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.setDefault("rollingUpdate", .object([:]))
            strategy.edit("rollingUpdate") { update in
                update.setDefault("maxUnavailable", "25%")
                update.setDefault("maxSurge", "25%")
            }
        }
        spec.setDefault("revisionHistoryLimit", 10)
        spec.setDefault("progressDeadlineSeconds", 600)
        spec.edit("template", PodDefaults.template)
    }

    static func replicaSet(_ spec: inout JSONObject) {
        spec.setDefault("replicas", 1)
        spec.edit("template", PodDefaults.template)
    }

    static func statefulSet(_ spec: inout JSONObject) {
        spec.setDefault("replicas", 1)
        spec.setDefault("podManagementPolicy", "OrderedReady")
        spec.setDefault("revisionHistoryLimit", 10)
        spec.setDefault("updateStrategy", .object([:]))
        spec.edit("updateStrategy") { strategy in
            strategy.setDefault("type", "RollingUpdate")
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.setDefault("rollingUpdate", .object([:]))
            strategy.edit("rollingUpdate") { $0.setDefault("partition", 0) }
        }
        spec.setDefault("persistentVolumeClaimRetentionPolicy", ["whenDeleted": "Retain", "whenScaled": "Retain"])
        spec.edit("template", PodDefaults.template)
        spec.editEach("volumeClaimTemplates") { claim in
            claim.setDefault("apiVersion", "v1")
            claim.setDefault("kind", "PersistentVolumeClaim")
            claim.setDefault("status", .object([:]))
            claim.edit("status") { $0.setDefault("phase", "Pending") }
            claim.edit("spec") { $0.setDefault("volumeMode", "Filesystem") }
        }
    }

    static func daemonSet(_ spec: inout JSONObject) {
        spec.setDefault("updateStrategy", .object([:]))
        spec.edit("updateStrategy") { strategy in
            strategy.setDefault("type", "RollingUpdate")
            guard strategy["type"] == "RollingUpdate" else { return }
            strategy.setDefault("rollingUpdate", .object([:]))
            strategy.edit("rollingUpdate") { update in
                update.setDefault("maxUnavailable", 1)
                update.setDefault("maxSurge", 0)
            }
        }
        spec.setDefault("revisionHistoryLimit", 10)
        spec.edit("template", PodDefaults.template)
    }

    static func job(_ spec: inout JSONObject) {
        if spec["completions"] == nil, spec["parallelism"] == nil { spec["completions"] = 1 }
        spec.setDefault("parallelism", 1)
        spec.setDefault("completionMode", "NonIndexed")
        spec.setDefault("suspend", false)
        spec.setDefault("backoffLimit", 6)
        spec.setDefault("manualSelector", false)
        spec.setDefault("podReplacementPolicy", "TerminatingOrFailed")
        spec.edit("template", PodDefaults.template)
    }

    static func cronJob(_ spec: inout JSONObject) {
        spec.setDefault("concurrencyPolicy", "Allow")
        spec.setDefault("suspend", false)
        spec.setDefault("successfulJobsHistoryLimit", 3)
        spec.setDefault("failedJobsHistoryLimit", 1)
        spec.edit("jobTemplate") { template in
            template.edit("spec") { job in job.edit("template", PodDefaults.template) }
        }
    }
}
