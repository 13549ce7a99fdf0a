import JSON
import Synchronization

@testable import Master

/// Answers with what the test put in, and remembers what it was asked.
final class FakeCatalogService: CatalogService {
    struct State {
        var digest = "d1"
        var error: CatalogServiceError?
        var requests: [CatalogRequest] = []
        var bodies = 0
        var deployed: [String] = []
        var isHanging = false
        var isRemembering = false
    }

    let state = Mutex(State())
    let deploys: AsyncStream<String>
    private let continuation: AsyncStream<String>.Continuation

    init() {
        (deploys, continuation) = AsyncStream.makeStream()
    }

    func remembered(_ request: CatalogRequest) async -> CatalogAnswer? {
        guard state.withLock({ $0.isRemembering }) else { return nil }
        return CatalogAnswer(digest: "remembered", environment: request.environment) { [] }
    }

    func catalog(_ request: CatalogRequest) async throws -> CatalogAnswer {
        let (digest, error, isHanging) = state.withLock { state in
            state.requests.append(request)
            return (state.digest, state.error, state.isHanging)
        }
        if let error { throw error }
        if isHanging { try await Task.sleep(for: .seconds(3600)) }
        guard ["production", "staging"].contains(request.environment) else {
            throw CatalogServiceError.unknownEnvironment(request.environment)
        }
        return CatalogAnswer(digest: digest, environment: request.environment) { [self] in
            state.withLock { $0.bodies += 1 }
            return JSONWriter.bytes(["name": .string(request.node), "environment": .string(request.environment)])
        }
    }

    func environments() async -> [EnvironmentSummary] {
        ["production", "staging"].map { name in
            EnvironmentSummary(
                name: name, modulepath: ["/code/environments/\(name)/modules"],
                manifest: "/code/environments/\(name)/manifests", commit: "0123456789abcdef")
        }
    }

    func deploy(environment: String) async throws -> EnvironmentSummary? {
        state.withLock { $0.deployed.append(environment) }
        continuation.yield(environment)
        return nil
    }
}
