/// What the election tells the agent.
extension Agent {
    func becameLeader() {
        withState { state in
            state.role = .leader
            state.stopReason = nil
            // Another replica may have applied other catalogs since: a difference is not drift for sure.
            if state.hasLed { state.memory = state.memory.map { AppliedMemory(key: $0.key) } }
            state.hasLed = true
        }
    }

    func ceasedToLead() { withState { $0.role = .standby } }

    /// Why the cancellation to come happens.
    func stopRuns(_ reason: String) { withState { $0.stopReason = reason } }
}
