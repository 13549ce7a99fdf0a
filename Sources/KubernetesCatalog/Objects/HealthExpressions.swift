package import CEL
import JSON
package import Kubernetes

/// How a resource says itself what its object's health is: the attribute `health`, with expressions as Flux has them in
/// its RFC-0009.
///
/// The variables are the object's top-level fields. An object whose `status.observedGeneration` is not its generation is
/// in progress; of the expressions `in_progress`, `failed` and `current`, the first that is true decides; where none
/// is, or one cannot be evaluated, the object is in progress.
package struct HealthExpressions: Hashable, Sendable {
    private let current: CELProgram
    private let inProgress: CELProgram?
    private let failed: CELProgram?

    package init(current: CELProgram, inProgress: CELProgram? = nil, failed: CELProgram? = nil) {
        self.current = current
        self.inProgress = inProgress
        self.failed = failed
    }

    package func status(of object: KubernetesObject) -> HealthStatus {
        if let unsettled = Health.unsettled(object) { return unsettled }
        do throws(CELError) {
            if let inProgress, try isTrue(inProgress, object) {
                return .inProgress("health.in_progress is true\(Self.remark(on: object))")
            }
            if let failed, try isTrue(failed, object) {
                return .failed("health.failed is true\(Self.remark(on: object))")
            }
            if try isTrue(current, object) { return .current }
        } catch {
            return .inProgress("health cannot be evaluated: \(error.message)")
        }
        return .inProgress("health.current is not true\(Self.remark(on: object))")
    }

    private func isTrue(_ program: CELProgram, _ object: KubernetesObject) throws(CELError) -> Bool {
        var variables: [String: JSON] = [:]
        for name in program.variables { variables[name] = object.json[name] }
        return try program.evaluateBoolean(variables)
    }

    /// What the object itself says, for people.
    private static func remark(on object: KubernetesObject) -> String {
        let conditions = object.json[path: "status", "conditions"]?.array ?? []
        let telling = conditions.first { $0["type"]?.string == "Ready" } ?? conditions.first { $0["status"] == "False" }
        if let telling, let type = telling["type"]?.string, let status = telling["status"]?.string {
            let message = telling["message"]?.string ?? telling["reason"]?.string ?? ""
            return ", \(type) is \(status)\(message.isEmpty ? "" : ": \(message)")"
        }
        return object.json[path: "status", "phase"]?.string.map { ", its phase is \($0)" } ?? ""
    }

    private var sources: [String?] { [current.source, inProgress?.source, failed?.source] }

    package static func == (left: HealthExpressions, right: HealthExpressions) -> Bool { left.sources == right.sources }

    package func hash(into hasher: inout Hasher) { hasher.combine(sources) }
}
