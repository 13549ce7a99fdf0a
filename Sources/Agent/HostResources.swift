import Foundation
import KubernetesCatalog
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// The resources of a catalog that are for servers and not for clusters. A `notify` is logged, the rest passed over.
struct HostResources: Sendable {
    private let resources: [Resource]

    init(_ resources: [Resource]) { self.resources = resources }

    func statuses(_ log: RunLog, _ now: @Sendable () -> Date) -> [ResourceStatus] {
        resources.map { resource in
            var status = ResourceStatus(reference: resource.reference, time: now())
            status.file = resource.file
            status.line = resource.line
            status.tags = resource.tags
            if resource.reference.type == "Notify" {
                log.write(
                    .notice, Self.message(of: resource), source: "\(resource.reference)/message", file: resource.file,
                    line: resource.line)
            } else {
                status.skipped = true
                log.write(
                    .debug, "not applicable to a cluster", source: resource.reference.description, file: resource.file,
                    line: resource.line)
            }
            return status
        }
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
