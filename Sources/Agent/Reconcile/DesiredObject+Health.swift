import Foundation
import Kubernetes
import KubernetesCatalog

extension DesiredObject {
    /// How far the live object is, by the rules of its kind.
    func health(of live: KubernetesObject, now: Date, bindsOnFirstUse: Bool = false) -> HealthStatus {
        Health.status(
            of: live,
            Health.Circumstances(
                now: Int(exactly: now.timeIntervalSince1970.rounded(.down)), bindsOnFirstUse: bindsOnFirstUse))
    }
}
