package import Foundation
package import JSON
import OrderedCollections
package import PuppetCatalog

/// What became of one resource in a run.
package struct ResourceStatus: Hashable, Sendable {
    package let reference: ResourceReference
    package var file: String?
    package var line: Int?
    package var tags: [String] = []
    package var containmentPath: [String] = []
    package var time: Date
    package var evaluationTime: Duration = .zero
    package var failed = false
    package var skipped = false
    /// What it depends on changed, and its pods are made anew.
    package var restarted = false
    package var events: [ResourceEvent] = []

    package init(reference: ResourceReference, time: Date) {
        self.reference = reference
        self.time = time
    }

    package var changed: Bool { events.contains { $0.status == .success } }
    /// Its pods were to be made anew, and did not become healthy.
    package var failedToRestart: Bool { restarted && failed }
    package var outOfSync: Bool { !events.isEmpty }
    package var correctiveChange: Bool { events.contains { $0.correctiveChange && $0.status != .failure } }

    func json() -> JSON {
        let members: JSONObject = [
            "title": .string(reference.title),
            "file": file.map(JSON.string) ?? .null,
            "line": line.map(JSON.integer) ?? .null,
            "resource": .string(reference.description),
            "resource_type": .string(reference.type),
            "provider_used": "kubernetes",
            "containment_path": .array(containmentPath.map(JSON.string)),
            "evaluation_time": skipped ? .null : .double(evaluationTime.inSeconds),
            "tags": .array(tags.map(JSON.string)),
            "time": .string(Timestamps.iso8601(time)),
            "failed": .boolean(failed),
            "failed_to_restart": .boolean(failedToRestart),
            "changed": .boolean(changed),
            "out_of_sync": .boolean(outOfSync),
            "skipped": .boolean(skipped),
            "change_count": .integer(events.count { $0.status == .success }),
            "out_of_sync_count": .integer(events.count),
            "corrective_change": .boolean(correctiveChange),
            "events": .array(events.map { $0.json(reference) }),
        ]
        return .object(members)
    }
}

/// One property of a resource that was found different.
package struct ResourceEvent: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable {
        case success, failure, noop, audit
    }

    /// The field's path, `spec.replicas`; `ensure` for the object as a whole; nil for a failure of the resource.
    package let property: String?
    package let previousValue: JSON
    package let desiredValue: JSON
    package let message: String
    package let status: Status
    package let time: Date
    /// The values are secret, and are not in the event.
    package var redacted = false
    package var correctiveChange = false

    package init(
        property: String?, previousValue: JSON, desiredValue: JSON, message: String, status: Status, time: Date,
        redacted: Bool = false, correctiveChange: Bool = false
    ) {
        self.property = property
        self.previousValue = previousValue
        self.desiredValue = desiredValue
        self.message = message
        self.status = status
        self.time = time
        self.redacted = redacted
        self.correctiveChange = correctiveChange
    }

    func json(_ reference: ResourceReference) -> JSON {
        [
            "audited": .boolean(status == .audit),
            "property": property.map(JSON.string) ?? .null,
            "previous_value": previousValue,
            "desired_value": desiredValue,
            "historical_value": .null,
            "message": .string(message),
            "name": .string(name(reference)),
            "status": .string(status.rawValue),
            "time": .string(Timestamps.iso8601(time)),
            "redacted": .boolean(redacted),
            "corrective_change": .boolean(correctiveChange),
        ]
    }

    /// Puppet's names: `deployment_created`, `deployment_removed`, `spec_replicas_changed`, `resource_error`.
    private func name(_ reference: ResourceReference) -> String {
        guard let property else { return "resource_error" }
        let type = reference.type.split(separator: "::").last.map { $0.lowercased() } ?? ""
        if property == "ensure" { return "\(type)_\(desiredValue == "absent" ? "removed" : "created")" }
        return "\(property.replacing(".", with: "_"))_changed"
    }
}
