package import JSON
import Logging
import ServiceLifecycle

/// A sandbox that runs, for tests.
package struct SandboxHandle: Sendable {
    package let sandbox: Sandbox
    package let port: Int

    package var store: ObjectStore { sandbox.store }
    package var requestCounts: RequestCounts { sandbox.requestCounts }
    package var kubeconfig: String { sandbox.kubeconfig(port: port) }
    /// `http://127.0.0.1:PORT`.
    package var url: String { sandbox.url(port: port) }

    package func objects(group: String = "", kind: String, namespace: String? = nil) -> [JSON] {
        sandbox.objects(group: group, kind: kind, namespace: namespace)
    }
}

/// Runs a sandbox on a free port while `body` runs.
package func withSandbox<Value: Sendable>(
    _ configuration: SandboxConfiguration = SandboxConfiguration(),
    _ body: @Sendable (SandboxHandle) async throws -> Value
) async throws -> Value {
    let sandbox = Sandbox(configuration)
    var logger = Logger(label: "sandbox")
    logger.logLevel = .warning
    let services = ServiceGroup(configuration: ServiceGroupConfiguration(services: [sandbox], logger: logger))
    return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await services.run() }
        defer { group.cancelAll() }
        let port: Int
        do {
            port = try await sandbox.waitUntilListening()
        } catch {
            // What kept it from listening says more.
            try await group.next()
            throw error
        }
        let value = try await body(SandboxHandle(sandbox: sandbox, port: port))
        await services.triggerGracefulShutdown()
        group.addTask { try await Task.sleep(for: shutdownLimit) }
        // Whichever comes first: everything has ended, or a request that does not end is cut off.
        try await group.next()
        return value
    }
}

private let shutdownLimit: Duration = .seconds(2)
