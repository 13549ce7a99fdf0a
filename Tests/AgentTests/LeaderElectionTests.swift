import Foundation
import JSON
import Kubernetes
import KubernetesClient
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Synchronization
import Testing

@testable import Agent

/// Replicas of an agent: one works, the others stand by.
struct LeaderElectionTests {
    private static let leaseKind = GroupVersionKind(group: "coordination.k8s.io", version: "v1", kind: "Lease")
    private static let resources = [namespace("shop"), configMap("shop/settings", ["color": "red"])]

    private static func election(_ identity: String) -> LeaderElectionConfiguration {
        var election = LeaderElectionConfiguration(
            leaseName: "agent", leaseNamespace: "bunraku-system", identity: identity)
        election.leaseDuration = .seconds(600)
        election.renewDeadline = .seconds(400)
        election.retryPeriod = .milliseconds(50)
        return election
    }

    private static func version(_ fixture: AgentFixture) -> JSON? {
        fixture.object("Lease", "bunraku-system", "agent", group: "coordination.k8s.io")?[
            path: "metadata", "resourceVersion"]
    }

    private static func lease(_ fixture: AgentFixture) -> JSON? {
        fixture.object("Lease", "bunraku-system", "agent", group: "coordination.k8s.io")?["spec"]
    }

    /// Writes the holder as another program would.
    private static func setHolder(_ fixture: AgentFixture, _ holder: String) async throws {
        try await fixture.client { client in
            _ = try await client.patch(
                leaseKind, namespace: "bunraku-system", name: "agent", ["spec": ["holderIdentity": .string(holder)]],
                fieldManager: "test")
        }
    }

    private func withReplicas(
        _ count: Int, delay: Duration = .milliseconds(20), catalog resources: [Resource] = Self.resources,
        _ change: @Sendable @escaping (inout AgentConfiguration) -> Void = { _ in },
        _ body: @Sendable @escaping (AgentFixture, MasterStub, [RunningAgent]) async throws -> Void
    ) async throws {
        try await withAgent {
            $0.controllerDelay = delay
        } _: { fixture in
            try await MasterStub.with { master, url in
                master.state.withLock { $0.catalog = catalog(resources) }
                let changes = (0..<count).map { number -> @Sendable (inout AgentConfiguration) -> Void in
                    { configuration in
                        configuration.server = url
                        configuration.certificateInterval = .zero
                        configuration.leaderElection = Self.election("replica-\(number)")
                        change(&configuration)
                    }
                }
                try await fixture.withServices(changes) { try await body(fixture, master, $0) }
            }
        }
    }

    private static func leaders(_ replicas: [RunningAgent]) -> [RunningAgent] {
        replicas.filter { $0.agent.withState { $0.role } == .leader }
    }

    @Test func oneWorksAndTheNextTakesOver() async throws {
        try await withReplicas(3) { fixture, master, replicas in
            let isReported = try await eventually { master.state.withLock { $0.reports.count } > 0 }
            #expect(isReported)
            let leader = try #require(Self.leaders(replicas).first)
            let standbys = replicas.filter { $0.agent !== leader.agent }
            // They keep warm.
            let areWarm = try await eventually { standbys.allSatisfy { $0.agent.withState { $0.catalog != nil } } }
            #expect(areWarm)
            #expect(standbys.allSatisfy { $0.agent.unreadiness == nil })
            let areInformed = try await eventually {
                standbys.allSatisfy { $0.lines.lines.contains { $0.hasPrefix("Notice: standing by: 'replica-") } }
            }
            #expect(areInformed)
            #expect(master.state.withLock { $0.reports.count } == 1)
            #expect(Self.lease(fixture)?["leaseDurationSeconds"] == 600)
            #expect(Self.lease(fixture)?["leaseTransitions"] == 0)
            let renewed = Self.version(fixture)
            let isRenewed = try await eventually { Self.version(fixture) != renewed }
            #expect(isRenewed)
            // It gives the lease back when it stops, so that nobody waits for its end.
            await leader.stop()
            let hasNext = try await eventually { Self.leaders(standbys).count == 1 }
            #expect(hasNext)
            #expect(Self.lease(fixture)?["leaseTransitions"] == 1)
            #expect(leader.lines.lines.last == "Notice: stopped")
            // What somebody changes now is set right by the next one.
            try await fixture.client { client in
                try await client.delete(
                    GroupVersionKind(group: "", version: "v1", kind: "ConfigMap"), namespace: "shop", name: "settings")
            }
            let isBack = try await eventually { fixture.object("ConfigMap", "shop", "settings") != nil }
            #expect(isBack)
        }
    }

    @Test func aLeaseIsReleasedAtTheEnd() async throws {
        try await withReplicas(1) { fixture, _, replicas in
            let leads = try await eventually { !Self.leaders(replicas).isEmpty }
            #expect(leads)
            await replicas[0].stop()
            let isReleased = try await eventually { Self.lease(fixture)?["holderIdentity"] == "" }
            #expect(isReleased)
            #expect(Self.lease(fixture)?["leaseDurationSeconds"] == 1)
        }
    }

    @Test func aRunIsCutWhenAnotherLeads() async throws {
        let resources = [
            namespace("shop"), deployment("shop/web"),
            configMap("shop/after", ["a": "b"], ["require": "K8s::Deployment[shop/web]"]),
        ]
        let clock = JumpingClock()
        try await withReplicas(1, delay: .seconds(600), catalog: resources) {
            $0.clock = clock
        } _: { fixture, master, replicas in
            let isWaiting = try await eventually { fixture.object("Deployment", "shop", "web", group: "apps") != nil }
            #expect(isWaiting)
            try await Self.setHolder(fixture, "somebody")
            let isOut = try await eventually { Self.leaders(replicas).isEmpty }
            #expect(isOut)
            let isSaid = try await eventually {
                replicas[0].lines.lines.contains("Error: no longer leading: 'somebody' leads now")
            }
            #expect(isSaid)
            // Whoever leads now may delete what is here; it does not come back from this replica.
            fixture.sandbox.sandbox.send("DELETE", "/apis/apps/v1/namespaces/shop/deployments/web")
            let isReported = try await eventually { master.state.withLock { $0.reports.count } > 0 }
            #expect(isReported)
            let report = try #require(master.state.withLock { $0.reports.first })
            #expect(report["transaction_completed"] == false)
            #expect(report["status"] == "failed")
            let messages = (report["logs"]?.array ?? []).compactMap { $0["message"]?.string }
            #expect(
                messages.contains("the run was stopped before its end: no longer leading: 'somebody' leads now"),
                "\(messages)")
            #expect(fixture.object("ConfigMap", "shop", "after") == nil)
            #expect(fixture.object("Deployment", "shop", "web", group: "apps") == nil)
            // Nobody renews the other's lease, so it runs out, and this one leads again.
            let isStandingBy = try await eventually {
                replicas[0].lines.lines.contains("Notice: standing by: 'somebody' leads")
            }
            #expect(isStandingBy)
            clock.jump(by: .seconds(700))
            let leadsAgain = try await eventually { !Self.leaders(replicas).isEmpty }
            #expect(leadsAgain)
            let isRepaired = try await eventually { fixture.object("Deployment", "shop", "web", group: "apps") != nil }
            #expect(isRepaired)
        }
    }

    @Test func aLeaderThatCannotRenewStops() async throws {
        let clock = JumpingClock()
        try await withReplicas(1) {
            $0.clock = clock
        } _: { fixture, _, replicas in
            let leads = try await eventually { !Self.leaders(replicas).isEmpty }
            #expect(leads)
            fixture.sandbox.sandbox.setFaults([
                FaultRule(method: "PUT", path: "*/leases/agent", effect: .status(503)),
                FaultRule(method: "GET", path: "*/leases/agent", effect: .latency(.seconds(600))),
            ])
            clock.jump(by: .seconds(500))
            let isOut = try await eventually { Self.leaders(replicas).isEmpty }
            #expect(isOut)
            let isSaid = try await eventually {
                replicas[0].lines.lines.contains {
                    $0.hasPrefix("Error: no longer leading: the lease could not be renewed for 400 s")
                }
            }
            #expect(isSaid)
            fixture.sandbox.sandbox.setFaults([])
            let leadsAgain = try await eventually { !Self.leaders(replicas).isEmpty }
            #expect(leadsAgain)
        }
    }

    @Test func onlyOneOfManyWinsAFreeLease() async throws {
        try await withAgent { fixture in
            let wins = LineCollector()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<8 {
                    var configuration = fixture.configuration
                    configuration.leaderElection = Self.election("replica-\(number)")
                    configuration.stateDirectory = fixture.directory.appending(path: "state-\(number)").path()
                    let agent = Agent(configuration, log: { wins.add($0) })
                    group.addTask {
                        try? await agent.leading(standby: { _ in }) {
                            agent.makeLog().notice("won")
                            try await ContinuousClock().sleep(for: .seconds(600))
                        }
                    }
                }
                let isTaken = try await eventually { wins.lines.count { $0 == "Notice: won" } > 0 }
                #expect(isTaken)
                // Several rounds of everybody trying.
                let start = Self.version(fixture)
                for _ in 0..<5 {
                    let last = Self.version(fixture)
                    let isRenewed = try await eventually { Self.version(fixture) != last }
                    #expect(isRenewed)
                }
                #expect(Self.version(fixture) != start)
                #expect(wins.lines.count { $0 == "Notice: won" } == 1)
                group.cancelAll()
            }
        }
    }

    @Test func theTimeOfDayDecidesNothing() async throws {
        let time = TimeOfDay()
        try await withReplicas(2) {
            $0.now = { time.now }
        } _: { fixture, _, replicas in
            let leads = try await eventually { Self.leaders(replicas).count == 1 }
            #expect(leads)
            let leader = try #require(Self.leaders(replicas).first)
            for hours in [5.0, -20.0, 9000.0] {
                time.jump(hours: hours)
                for _ in 0..<3 {
                    let last = Self.version(fixture)
                    let isRenewed = try await eventually { Self.version(fixture) != last }
                    #expect(isRenewed)
                }
                #expect(Self.leaders(replicas).map { $0.agent === leader.agent } == [true])
            }
            #expect(Self.lease(fixture)?["leaseTransitions"] == 0)
        }
    }

    @Test func aSingleRunLeadsAndReleases() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent { $0.leaderElection = Self.election("once") }
            #expect(await agent.apply(catalog([namespace("shop")])).failure == nil)
            #expect(Self.lease(fixture)?["holderIdentity"] == "")
        }
    }
}

/// What a candidate believes of a lease.
struct LeaseObservationTests {
    private func record(_ holder: String, renewed: String = "a", seconds: Int = 15) -> LeaseRecord {
        LeaseRecord(
            KubernetesObject([
                "spec": [
                    "holderIdentity": .string(holder), "leaseDurationSeconds": .integer(seconds),
                    "renewTime": .string(renewed),
                ]
            ]))
    }

    @Test func anothersLeaseRunsOutByOurClock() {
        var observation = LeaseObservation()
        #expect(observation.rival(of: "me", at: .zero) == nil)
        observation.note(record("other"), version: "1", at: .seconds(100))
        #expect(observation.rival(of: "me", at: .seconds(114)) == "other")
        #expect(observation.rival(of: "me", at: .seconds(115)) == nil)
        // The same words again are no renewal.
        observation.note(record("other"), version: "1", at: .seconds(114))
        #expect(observation.rival(of: "me", at: .seconds(115)) == nil)
        // Every write renews.
        observation.note(record("other"), version: "2", at: .seconds(116))
        #expect(observation.rival(of: "me", at: .seconds(130)) == "other")
        observation.note(record("other", renewed: "b"), version: "3", at: .seconds(120))
        #expect(observation.rival(of: "me", at: .seconds(134)) == "other")
    }

    @Test func ownAndReleasedLeasesAreFree() {
        var observation = LeaseObservation()
        observation.note(record("me"), version: "1", at: .zero)
        #expect(observation.rival(of: "me", at: .seconds(1)) == nil)
        observation.note(record(""), version: "2", at: .seconds(1))
        #expect(observation.rival(of: "me", at: .seconds(1)) == nil)
    }

    @Test func recordsKeepWhatClientGoKeeps() throws {
        let now = Date(timeIntervalSince1970: 1_770_000_000.25)
        let first = LeaseRecord(holder: "a", after: nil, duration: .seconds(15), now: now)
        #expect(
            first.json == [
                "holderIdentity": "a", "leaseDurationSeconds": 15, "leaseTransitions": 0,
                "acquireTime": "2026-02-02T02:40:00.250000Z", "renewTime": "2026-02-02T02:40:00.250000Z",
            ])
        let renewed = LeaseRecord(holder: "a", after: first, duration: .seconds(15), now: now + 2)
        #expect(renewed.acquireTime == first.acquireTime)
        #expect(renewed.renewTime == "2026-02-02T02:40:02.250000Z")
        #expect(renewed.transitions == 0)
        let taken = LeaseRecord(holder: "b", after: renewed, duration: .seconds(15), now: now + 30)
        #expect(taken.transitions == 1)
        #expect(taken.acquireTime == taken.renewTime)
        let released = taken.released(now: now + 40)
        #expect(released.holder == "")
        #expect(released.durationSeconds == 1)
        #expect(released.transitions == 1)
    }
}
