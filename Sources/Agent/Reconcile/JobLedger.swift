import JSON
import Kubernetes
import KubernetesCatalog
import KubernetesClient
import OrderedCollections
import Synchronization

/// Which Jobs have completed with which content, so that one that its time to live removed is not run once more.
///
/// The ApplySet's parent keeps it, `job.<namespace>.<name>` with a digest, so that it outlives the agent. A Job without a
/// `ttlSecondsAfterFinished` is not in it: somebody deleted that one, and the way to run a Job again is to delete it.
/// One that failed is not in it either, and is tried again when its time to live has removed it.
final class JobLedger: Sendable {
    private struct State {
        var digests: [String: String] = [:]
        /// Keys whose digest, or whose absence, the parent does not know yet.
        var unsaved: Set<String> = []
    }

    private let state = Mutex(State())

    private static let prefix = "job."

    /// What the parent says, but for what it has not been told yet.
    func adopt(_ parent: KubernetesObject) {
        state.withLock { state in
            for (key, digest) in parent.json["data"]?.object ?? [:]
            where key.hasPrefix(Self.prefix) && !state.unsaved.contains(key) {
                state.digests[key] = digest.string
            }
        }
    }

    func isCompleted(_ desired: DesiredObject) -> Bool {
        guard let digest = desired.runDigest else { return false }
        return state.withLock { $0.digests[Self.key(desired.identity)] == digest }
    }

    /// Notes a live Job that is as it is wanted, if it has completed and will be removed. True when that is news.
    @discardableResult
    func note(_ desired: DesiredObject, _ live: KubernetesObject) -> Bool {
        guard let digest = desired.runDigest, Self.isRemovedWhenComplete(live), desired.attributes.ensure == .present
        else { return false }
        return state.withLock { state in
            let key = Self.key(desired.identity)
            guard state.digests[key] != digest else { return false }
            state.digests[key] = digest
            state.unsaved.insert(key)
            return true
        }
    }

    private static func isRemovedWhenComplete(_ live: KubernetesObject) -> Bool {
        live.json[path: "spec", "ttlSecondsAfterFinished"]?.integer != nil
            && (live.json[path: "status", "conditions"]?.array ?? []).contains {
                $0["type"]?.string == "Complete" && $0["status"]?.string == "True"
            }
    }

    /// Forgets all Jobs but these: those that are to be there.
    func keep(only desired: [DesiredObject]) {
        let kept = Set(
            desired.lazy.filter { $0.isJob && $0.attributes.ensure == .present }.map { Self.key($0.identity) })
        state.withLock { state in
            for key in state.digests.keys where !kept.contains(key) {
                state.digests[key] = nil
                state.unsaved.insert(key)
            }
        }
    }

    /// Tells the parent what it does not know yet. What cannot be told now is told the next time.
    func save(_ client: KubernetesClient, _ configuration: AgentConfiguration, _ log: RunLog) async {
        let parent = configuration.applySetParent
        let news = state.withLock { state in
            defer { state.unsaved = [] }
            return state.unsaved.map { ($0, state.digests[$0]) }
        }
        guard !news.isEmpty else { return }
        var data: JSONObject = [:]
        for (key, digest) in news { data[key] = digest.map { .string($0) } ?? .null }
        do {
            _ = try await client.patch(
                ApplySetParent.gvk, namespace: parent.namespace, name: parent.name, ["data": .object(data)],
                fieldManager: "\(configuration.fieldManager)-applyset")
        } catch {
            state.withLock { $0.unsaved.formUnion(news.map(\.0)) }
            if !(error is CancellationError) { log.warning("cannot note which Jobs have completed: \(error)") }
        }
    }

    /// A namespace has no dot in it, so the name may have some.
    private static func key(_ identity: ObjectIdentity) -> String {
        "\(prefix)\(identity.namespace ?? "").\(identity.name)"
    }
}
