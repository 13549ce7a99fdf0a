import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import PuppetCatalog

/// Writes what happened to a resource into its status, and the lines about it into the log.
struct ResourceRecord: Sendable {
    private(set) var status: ResourceStatus
    private let log: RunLog
    private let now: @Sendable () -> Date

    init(_ node: ObjectNode, containmentPath: [String], log: RunLog, now: @escaping @Sendable () -> Date) {
        self.init(node.reference, log: log, now: now)
        status.file = node.file
        status.line = node.line
        status.tags = node.attributes.tags
        status.containmentPath = containmentPath
    }

    init(_ reference: ResourceReference, log: RunLog, now: @escaping @Sendable () -> Date) {
        status = ResourceStatus(reference: reference, time: now())
        self.log = log
        self.now = now
    }

    /// An object that appeared or went as a whole.
    mutating func ensure(from old: String, to new: String, verb: String, noop: Bool, corrective: Bool) {
        let note = corrective ? " (corrective)" : ""
        let message = noop ? "current_value '\(old)', should be '\(new)' (noop)" : verb + note
        add(
            ResourceEvent(
                property: "ensure", previousValue: .string(old), desiredValue: .string(new), message: message,
                status: noop ? .noop : .success, time: now(), correctiveChange: corrective))
    }

    /// An object that other tools made, and that is ours from now on.
    mutating func adopt(from managers: [String], noop: Bool) {
        let names = managers.joined(separator: ", ")
        let message = noop ? "owned by \(names), should be adopted (noop)" : "adopted from \(names)"
        add(
            ResourceEvent(
                property: "manager", previousValue: .string(names), desiredValue: "bunraku", message: message,
                status: noop ? .noop : .success, time: now()))
    }

    mutating func changes(_ changes: [FieldChange], noop: Bool, corrective: Bool) {
        for change in changes {
            if !noop, change.path.steps.contains(.member(RefreshDigests.annotation)) { status.restarted = true }
            let note = noop ? " (noop)" : corrective ? " (corrective)" : ""
            add(
                ResourceEvent(
                    property: change.path.description, previousValue: change.old ?? .null,
                    desiredValue: change.new ?? .null,
                    message: Self.message(change, noop: noop) + note, status: noop ? .noop : .success, time: now(),
                    redacted: change.isSensitive, correctiveChange: corrective))
        }
    }

    /// What was written, and did not stay.
    func resisted(_ changes: [FieldChange]) {
        let paths = changes.map(\.path.description).joined(separator: ", ")
        write(
            .warning,
            "was written, but \(paths) stayed as it was: an admission webhook has its way. It is not written again "
                + "until something else changes; leave the field to the webhook with 'ignore'")
    }

    mutating func fail(_ reason: String) {
        status.failed = true
        status.events.append(
            ResourceEvent(
                property: nil, previousValue: .null, desiredValue: .null, message: reason, status: .failure,
                time: now()))
        write(.err, reason)
    }

    /// What depended on something that failed is not touched.
    mutating func skip(because failed: ResourceReference) {
        status.skipped = true
        write(.notice, "Dependency \(failed) has failures: true")
        write(.warning, "Skipping because of failed dependencies")
    }

    /// It is none of this run's business.
    mutating func passOver(_ reason: String) {
        status.skipped = true
        write(.debug, reason)
    }

    mutating func took(_ duration: Duration) { status.evaluationTime += duration }

    private mutating func add(_ event: ResourceEvent) {
        status.events.append(event)
        let source = event.property.map { "\(status.reference)/\($0)" } ?? "\(status.reference)"
        log.write(.notice, event.message, source: source, file: status.file, line: status.line, tags: status.tags)
    }

    func write(_ level: LogEntry.Level, _ message: String) {
        log.write(
            level, message, source: status.reference.description, file: status.file, line: status.line,
            tags: status.tags)
    }

    private static func message(_ change: FieldChange, noop: Bool) -> String {
        if change.isSensitive {
            switch (change.old, change.new) {
            case (nil, .some): return noop ? "not set, should be [redacted]" : "set to [redacted]"
            case (.some, nil): return noop ? "current_value [redacted], should not be set" : "removed [redacted]"
            case (.some, .some), (nil, nil):
                return noop ? "current_value [redacted], should be [redacted]" : "changed [redacted] to [redacted]"
            }
        }
        switch (change.old, change.new) {
        case (let old?, let new?):
            return noop ? "current_value \(text(old)), should be \(text(new))" : "changed \(text(old)) to \(text(new))"
        case (nil, let new?): return noop ? "not set, should be \(text(new))" : "set to \(text(new))"
        case (let old?, nil): return noop ? "current_value \(text(old)), should not be set" : "removed \(text(old))"
        case (nil, nil): return "changed"
        }
    }

    /// A value for one line: text in quotes, anything long cut.
    private static func text(_ value: JSON) -> String {
        let whole: String
        if let string = value.string {
            whole = "'\(string.replacing("\n", with: "\\n"))'"
        } else {
            whole = JSONWriter.text(value)
        }
        return whole.count <= 120 ? whole : "\(whole.prefix(120))…"
    }
}
