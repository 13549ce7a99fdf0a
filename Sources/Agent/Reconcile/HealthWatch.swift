import Kubernetes
import KubernetesCatalog
import KubernetesClient
import Logging
import Synchronization

/// Follows the objects that a walk waits for, by one watch for each of their kinds.
///
/// A watch goes on from where the survey's list of the kind was made, so that it costs no list of its own. Where a kind
/// cannot be watched, it is listed now and then; where it cannot be listed either, those who wait ask by themselves.
final class HealthWatch: Sendable {
    /// What was last seen of an object.
    enum Sighting: Sendable {
        case live(KubernetesObject)
        /// It was deleted, or is no member of the set any more.
        case gone
    }

    private struct Follower {
        let gvk: GroupVersionKind
        /// Older states are those before the apply that is waited for.
        let resourceVersion: String?
        let signal: AsyncStream<Void>.Continuation
        var sighting: Sighting?
    }

    private struct State {
        var followers: [ObjectIdentity: Follower] = [:]
        var followedKinds: Set<GroupVersionKind> = []
        var deafKinds: Set<GroupVersionKind> = []
        var elapsed: Duration = .zero
    }

    private let client: KubernetesClient
    private let configuration: AgentConfiguration
    private let selection: ObjectSelection
    /// Of the survey's lists.
    private let versions: [GroupVersionKind: String]
    private let state = Mutex(State())
    private let kinds: AsyncStream<GroupVersionKind>
    private let kindContinuation: AsyncStream<GroupVersionKind>.Continuation

    init(
        _ client: KubernetesClient, _ configuration: AgentConfiguration, applySetID: String,
        versions: [GroupVersionKind: String]
    ) {
        self.client = client
        self.configuration = configuration
        self.versions = versions
        selection = ObjectSelection(labelSelector: "\(ApplySetParent.partOfLabel)=\(applySetID)")
        (kinds, kindContinuation) = AsyncStream.makeStream()
    }

    /// How long it has been running, in steps of a tick.
    var elapsed: Duration { state.withLock { $0.elapsed } }

    /// How often those who wait look at the time.
    private var tick: Duration { configuration.healthInterval * 2 }

    /// Until it is cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.keepTime() }
            for await kind in kinds { group.addTask { await self.follow(kind) } }
            group.cancelAll()
        }
    }

    private func keepTime() async {
        while true {
            do { try await configuration.clock.sleep(for: tick) } catch { return }
            state.withLock { state in
                state.elapsed += tick
                for follower in state.followers.values { follower.signal.yield() }
            }
        }
    }

    /// Signals, at once and then whenever the object was seen or time has passed. `live` is its state after the apply.
    func begin(_ object: KubernetesObject, after live: KubernetesObject?) -> AsyncStream<Void> {
        let (signals, continuation) = AsyncStream.makeStream(of: Void.self, bufferingPolicy: .bufferingNewest(1))
        let follower = Follower(gvk: object.gvk, resourceVersion: live?.resourceVersion, signal: continuation)
        let isNew = state.withLock { state in
            state.followers[object.identity] = follower
            return state.followedKinds.insert(object.gvk).inserted
        }
        if isNew { kindContinuation.yield(object.gvk) }
        continuation.yield()
        return signals
    }

    func end(_ identity: ObjectIdentity) {
        state.withLock { $0.followers.removeValue(forKey: identity) }?.signal.finish()
    }

    /// What was seen since the last question.
    func take(_ identity: ObjectIdentity) -> Sighting? {
        state.withLock { $0.followers[identity]?.sighting.take() }
    }

    /// Whether nothing can be heard of a kind.
    func isDeaf(_ gvk: GroupVersionKind) -> Bool { state.withLock { $0.deafKinds.contains(gvk) } }

    private func follow(_ gvk: GroupVersionKind) async {
        do {
            for try await event in client.watch(gvk, selection, since: versions[gvk]) { note(event, gvk) }
        } catch is CancellationError {
            return
        } catch {
            client.configuration.logger.debug("cannot watch \(gvk.kind): \(error)")
        }
        while !Task.isCancelled {
            do {
                note(.listed(try await client.list(gvk, selection).objects), gvk)
                state.withLock { _ = $0.deafKinds.remove(gvk) }
            } catch {
                state.withLock { _ = $0.deafKinds.insert(gvk) }
            }
            do { try await configuration.clock.sleep(for: tick * 2) } catch { return }
        }
    }

    private func note(_ event: WatchEvent, _ gvk: GroupVersionKind) {
        state.withLock { state in
            switch event {
            case .added(let object), .modified(let object): Self.note(.live(object), object.identity, object, &state)
            case .deleted(let object): Self.note(.gone, object.identity, object, &state)
            case .listed(let objects):
                var missing = Set(state.followers.lazy.filter { $0.value.gvk == gvk }.map(\.key))
                for object in objects {
                    missing.remove(object.identity)
                    Self.note(.live(object), object.identity, object, &state)
                }
                for identity in missing { Self.note(.gone, identity, nil, &state) }
            }
        }
    }

    private static func note(
        _ sighting: Sighting, _ identity: ObjectIdentity, _ object: KubernetesObject?, _ state: inout State
    ) {
        guard var follower = state.followers[identity] else { return }
        if let object, isOlder(object.resourceVersion, than: follower.resourceVersion) { return }
        follower.sighting = sighting
        state.followers[identity] = follower
        follower.signal.yield()
    }

    /// Resource versions are numbers that grow; where a server has others, nothing counts as older.
    private static func isOlder(_ version: String?, than other: String?) -> Bool {
        guard let version = version.flatMap({ UInt64($0) }), let other = other.flatMap({ UInt64($0) }) else {
            return false
        }
        return version < other
    }
}
