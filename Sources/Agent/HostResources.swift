import Foundation
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// The resources of a catalog that are for servers and not for clusters. A `notify` is logged, the rest passed over.
struct HostResources: Sendable {
    private let resources: [Resource]
    private let selection: Selection

    init(_ resources: [Resource], _ selection: Selection) {
        self.resources = resources
        self.selection = selection
    }

    func statuses(_ log: RunLog, _ now: @Sendable () -> Date) -> [ResourceStatus] {
        resources.map { resource in
            var status = ResourceStatus(reference: resource.reference, time: now())
            status.file = resource.file
            status.line = resource.line
            status.tags = resource.tags
            switch verdict(resource) {
            case .skipped(let reason):
                status.skipped = true
                log.write(
                    .debug, reason, source: resource.reference.description, file: resource.file, line: resource.line)
            case .failed(let reason):
                status.failed = true
                log.write(
                    .err, reason, source: resource.reference.description, file: resource.file, line: resource.line)
            case .selected:
                log.write(
                    .notice, Self.message(of: resource), source: "\(resource.reference)/message", file: resource.file,
                    line: resource.line)
            }
            return status
        }
    }

    private func verdict(_ resource: Resource) -> Selection.Verdict {
        guard resource.reference.type == "Notify" else { return .skipped("not applicable to a cluster") }
        let name = resource.reference.description
        let schedule = resource.parameters["schedule"]?.stringContent
        let verdict = selection.verdict(tags: resource.tags, schedule: schedule, resource: name)
        if verdict.isSelected, schedule != nil { selection.checked.note(name, at: selection.configuration.now()) }
        return verdict
    }

    private static func message(of resource: Resource) -> String {
        if resource.sensitiveParameters.contains("message") { return "[redacted]" }
        switch resource.parameters["message"] {
        case .string(let text)?: return text
        case nil: return resource.reference.title
        case .sensitive?, .secret?: return "[redacted]"
        case .some(let value): return ValueFormatter.interpolated(value)
        }
    }
}
