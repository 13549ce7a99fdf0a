import Agent
import ServiceLifecycle
import Synchronization

/// One run of an agent as a service, so that a signal ends it in order.
final class SingleRun: Service {
    private let agent: Agent
    private let finished = Mutex<RunResult?>(nil)

    init(_ agent: Agent) { self.agent = agent }

    var result: RunResult? { finished.withLock { $0 } }

    func run() async throws {
        let result = await agent.runOnce()
        finished.withLock { $0 = result }
    }
}
