import OrderedCollections
import PuppetTypes
import Synchronization

/// What the calls of one backend, for one location, leave behind for the next ones of the same session.
final class BackendStore: Sendable {
    private let state = Mutex(State())

    private struct State {
        /// What a `data_hash` gave.
        var data: PuppetHash?
        /// The values of keys that were found, by the key as it was asked for.
        var values: [String: Value] = [:]
        /// What the function keeps for itself.
        var cache: PuppetHash = [:]
    }

    var data: PuppetHash? { state.withLock { $0.data } }
    func set(data: PuppetHash) { state.withLock { $0.data = data } }

    func value(_ key: String) -> Value? { state.withLock { $0.values[key] } }
    func set(_ key: String, _ value: Value) { state.withLock { $0.values[key] = value } }

    var cache: PuppetHash { state.withLock { $0.cache } }
    func keep(_ entries: PuppetHash) { state.withLock { $0.cache.merge(entries) { $1 } } }
}
