import JSON

extension Health {
    private static let conditionsAnnotation = "autoscaling.alpha.kubernetes.io/conditions"

    /// gitops-engine's reasons, grown by those of later versions of the controller.
    private static let autoscalerFailures: [String: Set<String>] = [
        "AbleToScale": ["FailedGetScale", "FailedUpdateScale"],
        "ScalingActive": [
            "FailedComputeMetricsReplicas", "FailedGetContainerResourceMetric", "FailedGetExternalMetric",
            "FailedGetObjectMetric", "FailedGetPodsMetric", "FailedGetResourceMetric", "InvalidMetricSourceType",
            "InvalidSelector",
        ],
    ]

    /// Metrics of pods that have just started are missing for a while, so a failure must have lasted.
    static func autoscaler(_ reader: StatusReader) -> HealthStatus {
        var reader = reader
        // autoscaling/v1 has no field for them.
        if let text = reader.object.annotations[conditionsAnnotation] {
            guard let conditions = try? JSONParser.parse(Array(text.utf8)).array else {
                return .inProgress("the annotation \(conditionsAnnotation) is not JSON")
            }
            reader = reader.with(conditions: conditions)
        }
        for condition in reader.allConditions
        where autoscalerFailures[condition.type]?.contains(condition.reason) == true {
            return reader.failure(condition)
        }
        let isHealthy = ["AbleToScale", "ScalingLimited"].contains { reader.condition($0)?.isTrue == true }
        return isHealthy ? .current : .inProgress("waiting for the autoscaler's first look")
    }

    /// kstatus' rule, and gitops-engine's for a budget that the controller cannot compute.
    static func disruptionBudget(_ reader: StatusReader) -> HealthStatus {
        let broken = reader.allConditions.first { $0.isFalse && $0.reason != "InsufficientPods" }
        return broken.map(reader.failure) ?? .current
    }
}
