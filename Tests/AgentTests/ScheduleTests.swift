import Diagnostics
import Foundation
import JSON
import KubernetesCatalog
import KubernetesSandbox
import OrderedCollections
import PuppetCatalog
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// When resources may be touched.
struct ScheduleTests {
    private static func schedule(_ name: String, _ parameters: JSONObject) -> Resource {
        resource("Schedule", name, parameters)
    }

    /// What Puppet takes and we do not: extra colons, letters, seconds past 59, and a count that is not positive.
    private static let stricter: Set<String> = [
        #"{"range":"2:00 - 4:00:61"}"#, #"{"range":"2:3:4:5 - 6"}"#, #"{"range":"a2 - 4b"}"#, #"{"repeat":-1}"#,
        #"{"repeat":0,"period":"daily"}"#,
    ]

    @Test func answersAsPuppet() throws {
        var (matching, failing) = (0, 0)
        for line in try Fixtures.lines("agent/schedules.jsonl") {
            let json = try JSONParser.parse(Array(line.utf8))
            let parameters = try #require(json["schedule"]?.object)
            let read = Result { try Schedule(Self.schedule("s", parameters)) }
            if let expected = json["error"]?.string {
                failing += 1
                let isStricter = Self.stricter.contains(JSONWriter.text(.object(parameters)))
                switch read {
                case .success: #expect(expected == "none" && !isStricter, "\(line)")
                case .failure(let error):
                    let text = (error as? Diagnostic)?.message.text
                    #expect(isStricter || text == expected, "\(line)\n\(error)")
                }
                continue
            }
            var calendar = Calendar(identifier: .gregorian)
            calendar.timeZone = try #require(TimeZone(identifier: json["zone"]?.string ?? ""))
            let previous = Date(timeIntervalSince1970: try #require(json["previous"]?.double))
            let now = Date(timeIntervalSince1970: try #require(json["now"]?.double))
            let matches = try read.get().matches(previous: previous, now: now, calendar: calendar)
            #expect(matches == json["matches"]?.boolean, "\(line)")
            matching += 1
        }
        #expect(matching > 450)
        #expect(failing > 20)
    }

    @Test func puppetsOwnSchedulesAreThere() throws {
        let schedules = try ObjectPlan.make(from: catalog([Self.schedule("night", ["range": "22 - 4"])])).schedules
        for name in ["hourly", "daily", "weekly", "monthly", "never"] {
            #expect(try schedules.schedule(named: name).period?.rawValue == name)
        }
        #expect(try schedules.schedule(named: "puppet") == Schedule(period: .hourly, repeatCount: 2))
        #expect(try schedules.schedule(named: "night").ranges.count == 1)
        #expect(throws: (any Error).self) { try schedules.schedule(named: "nope") }
    }

    @Test func aLastTimeInTheFutureIsOfAClockThatWasSetBack() {
        let calendar = Calendar(identifier: .gregorian)
        let now = Date(timeIntervalSince1970: 1_770_000_000)
        let daily = Schedule(period: .daily)
        #expect(!daily.matches(previous: now - 3600, now: now, calendar: calendar))
        #expect(daily.matches(previous: now + 3600, now: now, calendar: calendar))
    }

    private static let resources = [
        namespace("shop"),
        configMap("shop/never", ["a": "b"], ["schedule": "never"]),
        configMap("shop/daily", ["a": "b"], ["schedule": "daily", "require": "K8s::Configmap[shop/never]"]),
        configMap("shop/unknown", ["a": "b"], ["schedule": "nope"]),
        configMap("shop/last", ["a": "b"], ["require": "K8s::Configmap[shop/unknown]"]),
    ]

    @Test func whatIsNotScheduledIsPassedOver() async throws {
        try await withAgent { fixture in
            let time = TimeOfDay()
            let agent = fixture.agent { $0.now = { time.now } }
            let result = await agent.apply(catalog(Self.resources))
            let statuses = Dictionary(
                result.report.statuses.map { ($0.reference.title, $0) }, uniquingKeysWith: { first, _ in first })
            #expect(statuses["shop/never"]?.skipped == true)
            #expect(statuses["shop/daily"]?.changed == true)
            #expect(statuses["shop/unknown"]?.events.first?.message == "Could not find schedule nope")
            #expect(statuses["shop/last"]?.skipped == true)
            #expect(fixture.object("ConfigMap", "shop", "never") == nil)
            #expect(fixture.object("ConfigMap", "shop", "daily") != nil)
            #expect(fixture.object("ConfigMap", "shop", "unknown") == nil)

            // The time is remembered over a restart.
            let changed = [namespace("shop"), configMap("shop/daily", ["a": "c"], ["schedule": "daily"])]
            time.jump(hours: 23)
            let early = await fixture.agent { $0.now = { time.now } }.apply(catalog(changed))
            #expect(early.report.statuses.first { $0.reference.title == "shop/daily" }?.skipped == true)
            #expect(fixture.object("ConfigMap", "shop", "daily")?["data"] == ["a": "b"])
            time.jump(hours: 2)
            _ = await fixture.agent { $0.now = { time.now } }.apply(catalog(changed))
            #expect(fixture.object("ConfigMap", "shop", "daily")?["data"] == ["a": "c"])
            let ignoring = [namespace("shop"), configMap("shop/daily", ["a": "d"], ["schedule": "never"])]
            _ = await fixture.agent { $0.ignoresSchedules = true }.apply(catalog(ignoring))
            #expect(fixture.object("ConfigMap", "shop", "daily")?["data"] == ["a": "d"])
        }
    }

    @Test func whatIsNotScheduledIsNotPruned() async throws {
        try await withAgent { fixture in
            let agent = fixture.agent()
            _ = await agent.apply(catalog([namespace("shop"), configMap("shop/a", ["a": "b"])]))
            let later = [namespace("shop"), configMap("shop/a", ["a": "c"], ["schedule": "never"])]
            #expect(await agent.apply(catalog(later)).failure == nil)
            #expect(fixture.object("ConfigMap", "shop", "a")?["data"] == ["a": "b"])
        }
    }

    @Test func aNotifyHasASchedule() async throws {
        try await withAgent { fixture in
            let resources = [
                namespace("shop"), resource("Notify", "said", ["schedule": "daily"]),
                resource("Notify", "unsaid", ["schedule": "never"]),
            ]
            let agent = fixture.agent()
            _ = await agent.apply(catalog(resources))
            _ = await agent.apply(catalog(resources))
            #expect(fixture.lines.lines.filter { $0.contains("said") } == ["Notice: Notify[said]/message: said"])
        }
    }
}

/// `noop` and tags, by Puppet's rules.
struct SelectionTests {
    @Test func noopOfAResourceWinsOverTheRun() async throws {
        try await withAgent { fixture in
            let resources = [
                namespace("real", ["noop": false]), namespace("looked-at"), namespace("never", ["noop": true]),
            ]
            let result = await fixture.agent { $0.noop = true }.apply(catalog(resources))
            #expect(fixture.object("Namespace", nil, "real") != nil)
            #expect(fixture.object("Namespace", nil, "looked-at") == nil)
            #expect(result.report.status == .changed)
            #expect(result.report.noopPending)
            #expect(result.exitCode(detailed: true) == 2)
            let parents = fixture.sandbox.objects(kind: "Secret") + fixture.sandbox.objects(kind: "ConfigMap")
            #expect(parents.contains { $0[path: "metadata", "name"] == "bunraku-cluster.example.org" })

            _ = await fixture.agent().apply(catalog(resources))
            #expect(fixture.object("Namespace", nil, "looked-at") != nil)
            #expect(fixture.object("Namespace", nil, "never") == nil)
        }
    }

    @Test func tagsAreComparedWithoutCaseAndCounted() async throws {
        try await withAgent { fixture in
            let resources = [
                resource("K8s::Namespace", "one", tags: ["web"]), resource("K8s::Namespace", "two", tags: ["db"]),
                resource("K8s::Namespace", "three", tags: ["web", "old"]),
            ]
            let result = await fixture.agent {
                $0.tags = ["Web"]
                $0.skippedTags = ["OLD"]
            }.apply(catalog(resources))
            #expect(fixture.object("Namespace", nil, "one") != nil)
            #expect(fixture.object("Namespace", nil, "two") == nil)
            #expect(fixture.object("Namespace", nil, "three") == nil)
            #expect(result.report.statuses.filter(\.skipped).map(\.reference.title) == ["two", "three"])
        }
    }
}
