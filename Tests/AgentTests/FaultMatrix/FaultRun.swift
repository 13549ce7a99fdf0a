import Foundation
import JSON
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import Synchronization

@testable import Agent

/// How the run went in which the fault was: a cell of the table.
enum FaultOutcome: String, Sendable {
    /// It converged all the same, and reported no failure.
    case overcame = "ok"
    /// It converged as far as it could, and said what of it failed.
    case reported = "part"
    /// It did not do its work, and said why.
    case failed = "fail"
}

/// Carries out one case, from an empty cluster to one that is converged again.
struct FaultRun {
    let fixture: AgentFixture
    let master: MasterStub
    let audit: FaultAudit
    let logged: LogWords
    var isFirstRunHit = false

    /// A run takes well under a second; this is a hang.
    static let limit: Duration = .seconds(25)

    /// What is there after the first catalog was applied: the cluster, the agent's directory, the master.
    struct Start: Sendable {
        let cluster: SandboxSnapshot
        let directory: URL
        let master: MasterStub
    }

    /// Runs `body` from nothing, or from a start.
    static func with<Value: Sendable>(
        from start: Start? = nil, isSlow: Bool = false, _ body: @Sendable @escaping (FaultRun) async throws -> Value
    ) async throws -> Value {
        let audit = FaultAudit()
        return try await withAgent { configuration in
            configuration.controllerDelay = .zero
            configuration.audit = { audit.note($0) }
            configuration.start = start?.cluster
        } _: { fixture in
            audit.attach(fixture.sandbox.sandbox)
            if let start {
                for name in ["ssl", "state"] {
                    try FileManager.default.copyItem(
                        at: start.directory.appending(path: name), to: fixture.directory.appending(path: name))
                }
                audit.allowDeletions(fixture.sandbox)
            }
            return try await MasterStub.with(as: start?.master) { master, url in
                var fixture = fixture
                fixture.configuration.server = url
                fixture.configuration.certificateInterval = .zero
                fixture.configuration.clock = HastyClock()
                fixture.configuration.healthInterval = .milliseconds(500)
                fixture.configuration.healthTimeout = .seconds(60)
                fixture.configuration.watchTimeout = .seconds(1)
                if isSlow { fixture.configuration.requestTimeout = .milliseconds(400) }
                let run = FaultRun(fixture: fixture, master: master, audit: audit, logged: LogWords())
                return try await body(run)
            }
        }
    }

    /// Runs `body` with the start of all cases, which is made once.
    static func withStart<Value: Sendable>(_ body: @Sendable @escaping (Start) async throws -> Value) async throws
        -> Value
    {
        try await with { run in
            await run.applyFirst(run.agent())
            // The Deployment's and the Job's last words about themselves.
            let isSettled = try await eventually {
                let web = run.fixture.object("Deployment", "shop", "web", group: "apps")
                let job = run.fixture.object("Job", "shop", "migrate", group: "batch")
                return web?[path: "status", "availableReplicas"] == 1 && job?[path: "status", "succeeded"] == 1
            }
            if !isSettled { run.complain("the start does not settle") }
            if !run.audit.violations.isEmpty { throw FaultRunError(violations: run.audit.violations) }
            let start = Start(
                cluster: run.fixture.sandbox.sandbox.snapshot, directory: run.fixture.directory, master: run.master)
            return try await body(start)
        }
    }

    func agent(_ change: (inout AgentConfiguration) -> Void = { _ in }) -> Agent {
        var configuration = fixture.configuration
        change(&configuration)
        return Agent(configuration, log: { [logged] in logged.add($0) })
    }

    func complain(_ text: String) { audit.complain(text) }

    /// The agent's run, or nil when it did not end.
    func once(_ agent: Agent) async -> RunResult? {
        await withTaskGroup(of: RunResult?.self) { group in
            group.addTask { await agent.runOnce() }
            group.addTask {
                // Who is cancelled waits for the run all the same.
                let end = ContinuousClock.now + Self.limit
                while ContinuousClock.now < end, !Task.isCancelled {
                    try? await ContinuousClock().sleep(for: .milliseconds(100))
                }
                if !Task.isCancelled { complain("the run did not end") }
                return nil
            }
            while let result = await group.next() {
                guard let result else { continue }
                group.cancelAll()
                return result
            }
            return nil
        }
    }

    /// The first catalog, without any fault.
    func applyFirst(_ agent: Agent) async {
        master.state.withLock { $0.catalog = FaultScenario.first }
        guard let result = await once(agent) else { return }
        if Self.hasFailed(result) { complain("the first run failed: \(Self.words(result))") }
        audit.allowDeletions(fixture.sandbox)
    }

    static func hasFailed(_ result: RunResult) -> Bool {
        result.failure != nil || result.report.runFailed || result.report.statuses.contains { $0.failed }
    }

    static func words(_ result: RunResult) -> String {
        let failures = result.report.statuses.flatMap { status in
            status.events.filter { $0.status == .failure }.map { "\(status.reference): \($0.message)" }
        }
        return ([result.failure].compactMap { $0 } + failures).joined(separator: "; ")
    }

    /// The lifting run, and one more that must find nothing to do.
    func finish(with agent: Agent) async throws {
        fixture.sandbox.sandbox.setFaults([])
        master.state.withLock { state in
            state.faults = []
            state.catalog = FaultScenario.second
        }
        let isUp = try await eventually { (try? await fixture.client { try await $0.version() }) != nil }
        if !isUp { complain("the sandbox is not there any more") }
        if let result = await once(agent), Self.hasFailed(result) {
            complain("the run after the fault failed: \(Self.words(result))")
        }
        let differences = FaultScenario.differences(fixture.sandbox)
        if !differences.isEmpty { complain("not converged after the fault: \(differences.joined(separator: ", "))") }
        fixture.sandbox.sandbox.resetRequestCounts()
        if let result = await once(agent) {
            if result.report.status != .unchanged { complain("one more run is \(result.report.status)") }
            let counts = fixture.sandbox.requestCounts
            if counts.writes > 0 { complain("one more run wrote \(counts.writes) times: \(counts.byVerb)") }
        }
        try await checkCluster()
        checkReports()
        checkSecrets()
    }

    private func checkCluster() async throws {
        let web = fixture.object("Deployment", "shop", "web", group: "apps")
        // Once made and once changed; where the first run could not make it, it has never been another.
        let expected = [2] + (isFirstRunHit ? [1] : [])
        if !expected.contains(web?[path: "metadata", "generation"]?.integer ?? 0) {
            complain("the Deployment was not changed exactly once")
        }
        let revision = web?[path: "metadata", "annotations", "deployment.kubernetes.io/revision"]?.string ?? "0"
        if !expected.map({ "\($0)" }).contains(revision) { complain("the Deployment is at revision \(revision)") }
        let pods = fixture.sandbox.objects(kind: "Pod", namespace: "shop").filter {
            $0[path: "metadata", "ownerReferences"]?[0]?["kind"] == "Job"
        }
        if pods.count != 1 { complain("the Job ran \(pods.count) times") }
        for (path, count) in audit.creations where count > (path.hasSuffix("/fixed") ? 2 : 1) {
            complain("\(path) was created \(count) times")
        }
        let isQuiet = try await eventually {
            fixture.sandbox.sandbox.connectionCount == 0 && fixture.sandbox.store.watcherCount <= 1
        }
        if !isQuiet {
            complain(
                "left open: \(fixture.sandbox.sandbox.connectionCount) connections, "
                    + "\(fixture.sandbox.store.watcherCount - 1) watches")
        }
    }

    private func checkReports() {
        let waiting = ReportQueue(StateDirectory(path: fixture.configuration.stateDirectory)).names()
        if !waiting.isEmpty { complain("\(waiting.count) reports still wait") }
    }

    /// What people and other programs can see must not hold a secret.
    private func checkSecrets() {
        let reports = master.state.withLock { $0.reports }.map { JSONWriter.text($0) }
        let state = StateDirectory(path: fixture.configuration.stateDirectory)
        let files = state.names().compactMap { name in
            (try? state.read(name)).flatMap { $0 }.map { String(decoding: $0, as: UTF8.self) }
        }
        let texts = logged.texts + reports + files
        for secret in FaultScenario.secrets + FaultScenario.encodedSecrets
        where texts.contains(where: { $0.contains(secret) }) {
            complain("a secret is shown")
        }
    }
}

struct FaultRunError: Error {
    let violations: [String]
}

/// Every line of a case's agents.
final class LogWords: Sendable {
    private let lines = Mutex<[String]>([])
    func add(_ entry: LogEntry) { lines.withLock { $0.append(entry.consoleLine) } }
    var texts: [String] { lines.withLock { $0 } }
}
