import Foundation
import KubernetesSandbox
import PuppetCatalog
import Synchronization
import TestSupport
import Testing

@testable import Agent

/// Every fault at every step of a run, runs that end anywhere, and faults while drift is corrected.
///
/// `BUNRAKU_FAULTS=all swift test --filter FaultMatrixTests` runs all cases; see `FaultSelection`.
@Suite(.serialized)
struct FaultMatrixTests {
    struct Cell: Sendable {
        let name: String
        var outcome: FaultOutcome?
        let violations: [String]
        let log: [String]

        init(_ name: String, _ run: FaultRun, _ outcome: FaultOutcome? = nil) {
            self.name = name
            self.outcome = outcome
            violations = run.audit.violations
            log = run.logged.texts
            if FaultSelection.takesAll || FaultSelection.wanted != nil {
                print("fault matrix: \(name): \(outcome?.rawValue ?? "-") \(violations)")
            }
        }
    }

    private static func perform(_ fault: FaultCase, _ start: FaultRun.Start) async throws -> Cell {
        let isSlow = fault.fault == .slow
        return try await FaultRun.with(from: fault.step.isFirst ? nil : start, isSlow: isSlow) { run in
            var run = run
            run.isFirstRunHit = fault.step.isFirst
            let agent = run.agent()
            run.master.state.withLock { state in
                state.catalog = fault.step.isFirst ? FaultScenario.first : FaultScenario.second
                state.faults = fault.masterFaults
            }
            run.fixture.sandbox.sandbox.setFaults(fault.rules)
            let result = await run.once(agent)
            if !fault.rules.isEmpty, run.fixture.sandbox.sandbox.faultHits == 0 { run.complain("nothing was hit") }
            let outcome = result.map { judge($0, fault, run) }
            if fault.step.isFirst { run.audit.allowDeletions(run.fixture.sandbox) }
            run.fixture.sandbox.sandbox.setFaults([])
            // Half of the cases go on with an agent that knows only what is on the disk.
            try await run.finish(with: fault.seed % 2 == 0 ? agent : run.agent())
            return Cell(fault.description, run, outcome)
        }
    }

    /// The outcome, which must be what the cluster looks like.
    private static func judge(_ result: RunResult, _ fault: FaultCase, _ run: FaultRun) -> FaultOutcome {
        if result.failure != nil || result.report.runFailed { return .failed }
        let failed = result.report.statuses.filter(\.failed).map(\.reference.title)
        if !failed.isEmpty {
            let others = Set(failed).subtracting(fault.step.objects)
            // Nobody listens for a while: that is nobody's fault alone.
            if !others.isEmpty, !fault.step.objects.isEmpty, fault.fault != .refused {
                run.complain("failed with it: \(others.sorted())")
            }
            return .reported
        }
        let differences = fault.step.isFirst ? [] : FaultScenario.differences(run.fixture.sandbox)
        if differences.isEmpty { return .overcame }
        // What is not done must be said.
        let words = result.report.logs.filter { $0.level >= .warning }.map(\.message).joined(separator: "\n")
        if words.isEmpty { run.complain("\(differences.joined(separator: ", ")): not done, and nothing was said") }
        return .reported
    }

    @Test func everyFaultAtEveryStep() async throws {
        let cases = FaultSelection.choose(48, of: FaultCase.all, named: \.description)
        let cells = try await FaultRun.withStart { start in
            try await concurrently(cases) { try await Self.perform($0, start) }
        }
        Self.report(cells)
        guard FaultSelection.wanted == nil else { return }
        let outcomes = Dictionary(uniqueKeysWithValues: cells.map { ($0.name, $0.outcome) })
        try FaultTable.compare(outcomes)
    }

    /// A run is cancelled when so many requests have come in, or have been handled; half of them lose what was not yet
    /// on the disk, as with a crash. The next agent must finish the work.
    struct Cut: Sendable, CustomStringConvertible {
        let request: Int
        let isAfter: Bool
        let isCrash: Bool

        var description: String {
            "\(isCrash ? "crash" : "stop") \(isAfter ? "after" : "at") request \(request)"
        }

        static let all: [Cut] = (1...70).flatMap { request in
            [true, false].flatMap { isAfter in
                [true, false].map { Cut(request: request, isAfter: isAfter, isCrash: $0) }
            }
        }
    }

    @Test func aRunMayEndAnywhere() async throws {
        let cuts = FaultSelection.choose(12, of: Cut.all, named: \.description)
        let cells = try await FaultRun.withStart { start in
            try await concurrently(cuts) { cut in
                try await FaultRun.with(from: start) { run in
                    run.master.state.withLock { $0.catalog = FaultScenario.second }
                    await run.cut(run.agent { $0.concurrency = 1 }, at: cut.request, isAfter: cut.isAfter)
                    if cut.isCrash { try run.restoreDirectory(start) }
                    try await run.finish(with: run.agent())
                    return Cell(cut.description, run)
                }
            }
        }
        Self.report(cells)
    }

    @Test func driftIsCorrectedAllTheSame() async throws {
        let cases = FaultSelection.choose(6, of: FaultCase.drift, named: \.description)
        let cells = try await FaultRun.withStart { start in
            try await concurrently(cases) { fault in
                try await FaultRun.with(from: start, isSlow: fault.fault == .slow) { run in
                    try await run.drift(fault)
                    try await run.finish(with: run.agent())
                    return Cell(fault.description, run)
                }
            }
        }
        Self.report(cells)
    }

    private static func report(_ cells: [Cell]) {
        for cell in cells.sorted(by: { $0.name < $1.name }) {
            if !cell.violations.isEmpty {
                Issue.record("BUNRAKU_FAULT='\(cell.name)': \(cell.violations.joined(separator: "; "))")
            }
            if FaultSelection.wanted != nil {
                print("\(cell.name): \(cell.outcome?.rawValue ?? "-")\n\(cell.log.joined(separator: "\n"))")
            }
        }
    }
}
