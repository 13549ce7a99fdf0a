import Diagnostics
import Foundation
import KubernetesCatalog
import PuppetCatalog

/// Which resources a run may touch, by tags and schedules; the words are Puppet's.
struct Selection: Sendable {
    let configuration: AgentConfiguration
    let schedules: Schedules
    let checked: CheckedTimes

    enum Verdict: Hashable, Sendable {
        case selected
        /// It is passed over, as if it were in order.
        case skipped(String)
        case failed(String)

        var isSelected: Bool { self == .selected }
    }

    /// Tags are compared without case, as Puppet compares them.
    func verdict(tags: [String], schedule: String?, resource: String) -> Verdict {
        let tags = Set(tags.map { $0.lowercased() })
        let (wanted, unwanted) = (configuration.tags, configuration.skippedTags)
        if unwanted.contains(where: { tags.contains($0.lowercased()) }) {
            return .skipped("Skipping with skip tags \(unwanted.joined(separator: ", "))")
        }
        if !wanted.isEmpty, !wanted.contains(where: { tags.contains($0.lowercased()) }) {
            return .skipped("Not tagged with \(wanted.joined(separator: ", "))")
        }
        guard let schedule, !configuration.ignoresSchedules else { return .selected }
        do {
            let isDue = try schedules.schedule(named: schedule).matches(
                previous: checked[resource], now: configuration.now(), calendar: configuration.calendar)
            return isDue ? .selected : .skipped("Not scheduled")
        } catch {
            return .failed("\(error.message.text)")
        }
    }

    func verdict(_ desired: DesiredObject) -> Verdict {
        verdict(
            tags: desired.attributes.tags, schedule: desired.attributes.schedule,
            resource: desired.reference.description)
    }

    /// Notes that a resource is looked at, if it has a schedule.
    func note(_ desired: DesiredObject) {
        guard desired.attributes.schedule != nil else { return }
        checked.note(desired.reference.description, at: configuration.now())
    }
}
