import Foundation
import Kubernetes
import KubernetesCatalog

extension DesiredObject {
    /// How far the live object is, by the resource's own expressions or the rules of its kind.
    func health(of live: KubernetesObject, now: Date, bindsOnFirstUse: Bool = false) -> HealthStatus {
        if let expressions = attributes.health { return expressions.status(of: live) }
        return Health.status(
            of: live,
            Health.Circumstances(
                now: Int(exactly: now.timeIntervalSince1970.rounded(.down)), bindsOnFirstUse: bindsOnFirstUse))
    }
}
