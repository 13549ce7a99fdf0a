package import Diagnostics
import OrderedCollections
import PuppetCatalog
import PuppetTypes

/// The schedules of a catalog by name, and Puppet's own: one for each period, and `puppet`.
package struct Schedules: Sendable {
    private var byName: [String: Result<Schedule, Diagnostic>] = [:]

    init(_ resources: some Sequence<Resource>) {
        for period in Schedule.Period.allCases { byName[period.rawValue] = .success(Schedule(period: period)) }
        byName["puppet"] = .success(Schedule(period: .hourly, repeatCount: 2))
        for resource in resources where resource.reference.type == "Schedule" {
            let schedule = Result { () throws(Diagnostic) in try Schedule(resource) }
            byName[resource.reference.title] = schedule
            if let name = resource.parameters["name"]?.stringContent { byName[name] = schedule }
        }
    }

    /// Throws for one that is not there, and for one whose resource is wrong.
    package func schedule(named name: String) throws(Diagnostic) -> Schedule {
        guard let found = byName[name] else {
            throw Diagnostic(id: "unknown_schedule", "Could not find schedule \(name)")
        }
        return try found.get()
    }
}
