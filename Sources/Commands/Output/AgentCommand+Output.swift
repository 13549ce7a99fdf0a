import Agent
import JSON

extension AgentCommand {
    /// Shows a line of the log, unless the plan shows it again and better.
    @Sendable static func showUnlessPlanned(_ entry: LogEntry) {
        if entry.level == .notice, entry.source != LogEntry.runSource { return }
        guard entry.level > .info else { return }
        Terminal.warn(entry.consoleLine)
    }

    /// Shows what a run would do; gives the exit code: 2 for changes, 4 for failures, 6 for both.
    static func show(_ result: RunResult, _ format: DataFormat) -> Int32 {
        guard let plan = result.plan else { return result.exitCode(detailed: true) }
        switch format {
        case .text: RunPlanText(plan).show()
        case .json: Terminal.say(JSONWriter.text(plan.json(), .pretty))
        }
        let failures = plan.count(.fail) + plan.count(.skip)
        return (plan.objects.count > failures ? 2 : 0) + (failures > 0 ? 4 : 0)
    }
}
