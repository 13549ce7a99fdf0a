import Foundation
import JSON
import Kubernetes
import KubernetesClient
import Logging
import PuppetCatalog
import Synchronization

/// Tells of what the agent does in events on the objects, for those who look at them with `kubectl describe`.
///
/// Taking an event down is all that a run waits for; what cannot be written soon is dropped.
final class EventRecorder: Sendable {
    private struct State: Sendable {
        var prepared: PreparedCatalog?
        var memory: AppliedMemory?
        var indexes: [ResourceReference: Int] = [:]
        var pending: [EventNote] = []
        var dropped = 0
        var wake: AsyncStream<Void>.Continuation?
        var correlator = EventCorrelator()
        /// The server does not let us; then nothing is written any more.
        var isRefused = false
        var sequence = 0
    }

    private let configuration: AgentConfiguration
    private let stopwatch: Stopwatch
    private let log: @Sendable (String) -> Void
    private let state = Mutex(State())

    private static let gvk = GroupVersionKind(group: "", version: "v1", kind: "Event")
    private static let queueLimit = 512
    /// How long what is left may hold up the end of a run.
    private static let drainLimit: Duration = .seconds(2)

    init(_ configuration: AgentConfiguration, _ stopwatch: Stopwatch, log: @escaping @Sendable (String) -> Void) {
        self.configuration = configuration
        self.stopwatch = stopwatch
        self.log = log
    }

    var dropped: Int { state.withLock { $0.dropped } }

    /// What the references of the events to come mean.
    func begin(_ prepared: PreparedCatalog, _ memory: AppliedMemory) {
        state.withLock { state in
            state.memory = memory
            guard state.prepared?.digest != prepared.digest else { return }
            state.prepared = prepared
            state.indexes = Dictionary(
                zip(prepared.desired.map(\.reference), prepared.desired.indices),
                uniquingKeysWith: { first, _ in first })
        }
    }

    func note(_ event: AgentEvent) {
        switch event {
        case .changed(let reference, let what): note(reference, .normal, "Applied", what)
        case .corrected(let reference, let what): note(reference, .normal, "Corrected", "drift undone: \(what)")
        case .contested(let reference, let who):
            note(reference, .warning, "Contested", "changed back each time by \(who); left alone for a minute")
        case .failed(let reference, let reason): note(reference, .warning, "Failed", reason)
        case .pruned(let reference, let subject):
            add(EventNote(subject, .normal, "Pruned", "\(reference) is no longer in the catalog"))
        case .runStarted, .catalog, .planned, .waiting, .healthy, .runFinished: break
        }
    }

    private func note(_ reference: ResourceReference, _ kind: EventNote.Kind, _ reason: String, _ message: String) {
        guard let subject = subject(reference) else { return }
        add(EventNote(subject, kind, reason, message))
    }

    private func subject(_ reference: ResourceReference) -> ObjectSubject? {
        state.withLock { state in
            guard let index = state.indexes[reference], let desired = state.prepared?.desired[index] else { return nil }
            return ObjectSubject(
                gvk: desired.gvk, namespace: desired.namespace, name: desired.name,
                uid: state.memory?[desired.identity]?.uid)
        }
    }

    private func add(_ note: EventNote) {
        state.withLock { state in
            guard !state.isRefused else { return }
            guard state.pending.count < Self.queueLimit else {
                state.dropped += 1
                return
            }
            state.pending.append(note)
            state.wake?.yield()
        }
    }

    /// Writes events while `body` runs, and a little longer for what is left.
    func recording<Result: Sendable>(_ body: @escaping @Sendable () async throws -> Result) async throws -> Result {
        let (wakes, wake) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
        state.withLock { state in
            // What was done in an earlier lead is not told in this one.
            state.pending = []
            state.wake = wake
        }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask {
                await self.write(wakes)
                return nil
            }
            let result = try await body()
            wake.finish()
            if !Task.isCancelled {
                group.addTask { [clock = configuration.clock] in
                    try? await clock.sleep(for: Self.drainLimit)
                    return nil
                }
                _ = try await group.next()
            }
            group.cancelAll()
            return result
        }
    }

    /// Failing to write events is no failure of anything else.
    private func write(_ wakes: AsyncStream<Void>) async {
        var settings = KubernetesClient.Configuration(logger: .init(label: "bunraku.events"))
        settings.logger.logLevel = .critical
        settings.clock = configuration.clock
        settings.now = configuration.now
        settings.retryPolicy.maximumAttempts = 1
        settings.requestTimeout = .seconds(5)
        settings.connectionLimit = 1
        do {
            try await KubernetesClient.withClient(configuration.cluster, settings) { client in
                await drain(client)
                for await _ in wakes { await drain(client) }
                await drain(client)
            }
        } catch {
            log("no events are written: \(error)")
        }
    }

    private func drain(_ client: KubernetesClient) async {
        while !Task.isCancelled, let note = state.withLock({ $0.pending.isEmpty ? nil : $0.pending.removeFirst() }) {
            do {
                try await write(note, client)
            } catch is CancellationError {
                return
            } catch let error as KubernetesError where error.status?.code == 403 || error.status?.code == 401 {
                let isFirst = state.withLock { state in
                    defer { state.isRefused = true }
                    state.pending = []
                    return !state.isRefused
                }
                if isFirst { log("the cluster does not let the agent write events, so there are none: \(error)") }
                return
            } catch {
                state.withLock { $0.dropped += 1 }
            }
        }
    }

    private func write(_ note: EventNote, _ client: KubernetesClient) async throws {
        let now = stopwatch.elapsed
        let namespace = note.subject.namespace ?? "default"
        switch state.withLock({ $0.correlator.verdict(on: note, at: now) }) {
        case .drop: state.withLock { $0.dropped += 1 }
        case .create(let message): try await create(note, message, in: namespace, client)
        case .update(let name, let message, let count):
            let patch: JSON = [
                "count": .integer(count), "lastTimestamp": .string(timestamp), "message": .string(message),
            ]
            do {
                _ = try await client.patch(
                    Self.gvk, namespace: namespace, name: name, patch, fieldManager: configuration.fieldManager)
            } catch let error as KubernetesError where error.isNotFound {
                state.withLock { $0.correlator.forget(note, at: now) }
                try await create(note, message, in: namespace, client)
            }
        }
    }

    private func create(
        _ note: EventNote, _ message: String, in namespace: String, _ client: KubernetesClient
    ) async throws {
        let name = eventName(note.subject.name)
        var involved: JSON = [
            "apiVersion": .string(note.subject.gvk.apiVersion), "kind": .string(note.subject.gvk.kind),
            "name": .string(note.subject.name),
        ]
        if let namespace = note.subject.namespace { involved["namespace"] = .string(namespace) }
        if let uid = note.subject.uid { involved["uid"] = .string(uid) }
        let event: JSON = [
            "apiVersion": "v1", "kind": "Event",
            "metadata": ["name": .string(name), "namespace": .string(namespace)],
            "involvedObject": involved, "type": .string(note.kind.rawValue), "reason": .string(note.reason),
            "message": .string(message), "count": 1, "firstTimestamp": .string(timestamp),
            "lastTimestamp": .string(timestamp), "source": ["component": "bunraku"],
            "reportingComponent": "bunraku", "reportingInstance": .string(configuration.instanceName),
        ]
        _ = try await client.create(KubernetesObject(event), fieldManager: configuration.fieldManager)
        state.withLock { $0.correlator.created(name, for: note, at: stopwatch.elapsed) }
    }

    /// `<object>.<hexadecimal>`, as client-go names them; an object's name that no event can have is left out.
    private func eventName(_ object: String) -> String {
        let sequence = state.withLock { state in
            state.sequence += 1
            return state.sequence
        }
        let microseconds = UInt64(max(configuration.now().timeIntervalSince1970, 0) * 1_000_000)
        let suffix = String(microseconds &+ UInt64(sequence), radix: 16)
        let isName = object.utf8.allSatisfy { byte in
            (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
                || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || byte == UInt8(ascii: "-")
                || byte == UInt8(ascii: ".")
        }
        return "\(isName && object.utf8.count < 220 ? object : "bunraku").\(suffix)"
    }

    private var timestamp: String {
        configuration.now().formatted(.iso8601)
    }
}
