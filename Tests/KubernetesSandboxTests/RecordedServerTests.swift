import JSON
import Synchronization
import Testing

@testable import KubernetesSandbox

struct RecordedServerTests {
    /// One server answers all scenarios in order: later ones build on what earlier ones made.
    @Test func answersAsTheRecordedServer() throws {
        var configuration = SandboxConfiguration()
        configuration.runsControllers = false
        configuration.now = { 1_780_000_000 }
        let server = APIServer(configuration: configuration)
        server.bootstrap()
        var agreeing = 0
        var all = 0
        for recording in try Recording.all() {
            for (index, step) in recording.steps.enumerated() {
                all += 1
                let differences = MaskedComparison.differences(server.respond(to: step.request), step.response)
                if differences.isEmpty { agreeing += 1 }
                #expect(differences.isEmpty, "\(recording.name) \(index): \(step.request.method) \(step.request.path)")
                for difference in differences.prefix(12) {
                    print("\(recording.name) \(index): \(difference.prefix(600))")
                }
            }
        }
        print("\(agreeing) of \(all) recorded steps agree")
        #expect(all == 133)
        #expect(agreeing == all)
    }

    /// What was applied is not written when it is applied again.
    @Test func applyingAgainWritesNothing() throws {
        var configuration = SandboxConfiguration()
        configuration.runsControllers = false
        let time = Mutex(1_780_000_000)
        configuration.now = { time.withLock { $0 } }
        let server = APIServer(configuration: configuration)
        server.bootstrap()
        var repeated = 0
        for step in try Recording.all().flatMap(\.steps) {
            let status = server.respond(to: step.request).status
            let isApply = step.request.mediaType == "application/apply-patch+yaml"
            guard isApply, (200..<300).contains(status), !step.request.isDryRun else { continue }
            let revision = server.store.revision
            time.withLock { $0 += 60 }
            #expect(server.respond(to: step.request).status == 200)
            #expect(server.store.revision == revision, "\(step.request.path)")
            repeated += 1
        }
        #expect(repeated > 25)
    }
}
