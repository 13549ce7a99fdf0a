package import JSON
import OrderedCollections
import Synchronization

/// All objects, in memory, with one revision counter, a bounded history and watchers.
///
/// Every call is short and takes one lock; what is computed from objects is computed outside, and written back with
/// the revision that it was computed from.
package final class ObjectStore: Sendable {
    private let state: Mutex<State>
    private let historyLimit: Int

    /// The state that a write was computed from is gone.
    package enum Failure: Error, Hashable, Sendable {
        case exists
        case missing
        case changed
        /// A watch asks for events that are no longer kept; the oldest revision that it may ask for.
        case expired(oldest: Int)
    }

    struct State {
        var open: OpenObjects
        var revision: Int
        var tables: [GroupResource: ObjectTable] = [:]
        var watchers: [Int: Watcher] = [:]
        var nextWatcher = 0
        var isClosed = false
        /// The watches whose buffer the current write has filled.
        var overflowing: [AsyncStream<WatchSignal>.Continuation] = []
    }

    /// Who gets the changes of a table, or of all.
    struct Watcher {
        let resource: GroupResource?
        let continuation: AsyncStream<WatchSignal>.Continuation
    }

    /// All objects and their history at one moment.
    struct Snapshot: Sendable {
        let revision: Int
        let tables: [GroupResource: ObjectTable]
    }

    /// - Parameter openLimit: how many objects are kept as trees, and not only as text.
    package convenience init(historyLimit: Int = 4096, openLimit: Int = 2048) {
        self.init(historyLimit: historyLimit, openLimit: openLimit, from: nil)
    }

    init(historyLimit: Int, openLimit: Int = 2048, from snapshot: Snapshot?) {
        self.historyLimit = historyLimit
        state = Mutex(
            State(
                open: OpenObjects(limit: openLimit), revision: snapshot?.revision ?? 1, tables: snapshot?.tables ?? [:])
        )
    }

    var snapshot: Snapshot { state.withLock { Snapshot(revision: $0.revision, tables: $0.tables) } }

    package var revision: Int { state.withLock { $0.revision } }

    package func get(_ key: ObjectKey) -> JSON? {
        guard let stored = state.withLock({ $0.tables[key.resource]?.object(key) }) else { return nil }
        guard !stored.isOpen else { return stored.object }
        let object = stored.object
        state.withLock { state in
            // Not one that was replaced meanwhile: nobody would close it for long.
            guard state.tables[key.resource]?.object(key) === stored, !stored.isOpen else { return }
            stored.open(object)
            state.open.add(stored)
        }
        return object
    }

    /// The objects of a table by namespace and name, and the revision at which they were so.
    package func list(_ resource: GroupResource, namespace: String? = nil) -> (objects: [JSON], revision: Int) {
        let (stored, revision) = state.withLock { state in
            (state.tables[resource]?.sorted(namespace: namespace) ?? [], state.revision)
        }
        return (stored.map(\.object), revision)
    }

    /// The same of an earlier revision; nil is now.
    func list(
        _ resource: GroupResource, namespace: String?, at revision: Int?
    ) throws(Failure) -> (objects: [JSON], revision: Int) {
        guard let revision else { return list(resource, namespace: namespace) }
        let (stored, oldest) = state.withLock { state -> ([StoredObject]?, Int) in
            guard let table = state.tables[resource] else { return ([], 0) }
            return (table.sorted(namespace: namespace, at: revision), table.compactedRevision)
        }
        guard let stored else { throw .expired(oldest: oldest) }
        return (stored.map(\.object), revision)
    }

    /// An object as it was so many versions of everything ago, as far as the history goes back.
    func get(_ key: ObjectKey, versionsAgo: Int) -> JSON? {
        guard versionsAgo > 0 else { return get(key) }
        return state.withLock { state in
            state.tables[key.resource]?.objects(at: state.revision - versionsAgo)[key.namespace]?[key.name]
        }?.object
    }

    /// A list as it was so many versions of everything ago, as far as the history goes back.
    func list(_ resource: GroupResource, namespace: String?, versionsAgo: Int) -> (objects: [JSON], revision: Int) {
        guard versionsAgo > 0 else { return list(resource, namespace: namespace) }
        let (stored, revision) = state.withLock { state in
            let revision = max(state.revision - versionsAgo, 1)
            let objects = state.tables[resource]?.objects(at: revision) ?? [:]
            return (ObjectTable.sorted(objects, namespace: namespace), revision)
        }
        return (stored.map(\.object), revision)
    }

    /// The objects of a table that another one controls.
    func controlled(by uid: String, _ resource: GroupResource) -> [JSON] {
        state.withLock { $0.tables[resource]?.controlled(by: uid) ?? [] }.map(\.object)
    }

    package func count(_ resource: GroupResource) -> Int {
        state.withLock { $0.tables[resource]?.count ?? 0 }
    }

    /// The tables that hold something.
    package var resources: [GroupResource] {
        state.withLock { state in state.tables.filter { $0.value.count > 0 }.map(\.key) }
    }

    /// Adds an object; the result carries its resource version.
    package func create(_ key: ObjectKey, _ object: JSON) throws(Failure) -> JSON {
        try writing { state in
            if state.tables[key.resource]?.object(key) != nil { return .failure(.exists) }
            return .success(write(key, object, change: .added, previous: nil, &state))
        }
    }

    /// Replaces the state of an object that was read at a resource version.
    package func update(_ key: ObjectKey, _ object: JSON, from resourceVersion: String?) throws(Failure) -> JSON {
        try writing { state in
            guard let current = state.tables[key.resource]?.object(key) else { return .failure(.missing) }
            guard String(current.revision) == resourceVersion else { return .failure(.changed) }
            return .success(write(key, object, change: .modified, previous: current, &state))
        }
    }

    /// Removes an object that was read at a resource version; the result carries the deletion's.
    package func delete(_ key: ObjectKey, from resourceVersion: String?) throws(Failure) -> JSON {
        try writing { state in
            guard let current = state.tables[key.resource]?.object(key) else { return .failure(.missing) }
            guard String(current.revision) == resourceVersion else { return .failure(.changed) }
            return .success(write(key, current.object, change: .deleted, previous: current, &state))
        }
    }

    /// Runs a write under the lock, then ends the watches that could not take its event: ending one takes the lock.
    private func writing(
        _ body: (inout State) -> Result<JSON, Failure>
    ) throws(Failure) -> JSON {
        let (outcome, ended) = state.withLock { state in
            let outcome = body(&state)
            defer { state.overflowing = [] }
            return (outcome, state.overflowing)
        }
        for continuation in ended { continuation.finish() }
        return try outcome.get()
    }

    private func write(
        _ key: ObjectKey, _ object: JSON, change: StoreEvent.Change, previous: StoredObject?, _ state: inout State
    ) -> JSON {
        state.revision += 1
        var object = object
        object["metadata"]?["resourceVersion"] = .string(String(state.revision))
        let stored = StoredObject(object, revision: state.revision)
        state.open.add(stored)
        var table = state.tables.removeValue(forKey: key.resource) ?? ObjectTable()
        let recorded = ObjectTable.Change(
            change: change, key: key, object: stored, previous: previous, revision: state.revision)
        table.record(recorded, limit: historyLimit)
        state.tables[key.resource] = table
        let event = StoreEvent(recorded, object: object)
        for (id, watcher) in state.watchers where watcher.resource == nil || watcher.resource == key.resource {
            guard case .dropped = watcher.continuation.yield(.event(event)) else { continue }
            state.watchers[id] = nil
            state.overflowing.append(watcher.continuation)
        }
        return object
    }
}

/// Watching.
extension ObjectStore {
    /// Events of a table as they happen, after those since a revision that are still kept.
    package struct Subscription: Sendable {
        /// What is in the table now, where the subscription begins without a revision.
        let objects: [JSON]
        let backlog: [StoreEvent]
        let revision: Int
        let signals: AsyncStream<WatchSignal>
        /// For timers, and to end the watch.
        let continuation: AsyncStream<WatchSignal>.Continuation
    }

    /// Begins a watch. The stream ends when its reader falls too far behind, and when the store closes.
    func subscribe(
        _ resource: GroupResource?, since revision: Int?, withObjects: Bool = false, bufferSize: Int = 8192
    ) throws(Failure) -> Subscription {
        let (stream, continuation) = AsyncStream.makeStream(
            of: WatchSignal.self, bufferingPolicy: .bufferingOldest(bufferSize))
        let outcome: Result<Beginning, Failure> = state.withLock { state in
            var backlog: [ObjectTable.Change] = []
            if let revision, let resource, let table = state.tables[resource] {
                guard revision >= table.compactedRevision else {
                    return .failure(.expired(oldest: table.compactedRevision))
                }
                backlog = table.events(since: revision)
            }
            guard !state.isClosed else {
                continuation.finish()
                return .success(Beginning(objects: [], backlog: backlog, revision: state.revision))
            }
            let id = state.nextWatcher
            state.nextWatcher += 1
            state.watchers[id] = Watcher(resource: resource, continuation: continuation)
            continuation.onTermination = { [weak self] _ in self?.unsubscribe(id) }
            let objects = withObjects ? resource.flatMap { state.tables[$0]?.sorted(namespace: nil) } ?? [] : []
            return .success(Beginning(objects: objects, backlog: backlog, revision: state.revision))
        }
        let beginning = try outcome.get()
        return Subscription(
            objects: beginning.objects.map(\.object),
            backlog: beginning.backlog.map { StoreEvent($0, object: $0.object.object) },
            revision: beginning.revision, signals: stream, continuation: continuation)
    }

    /// What a subscription begins with, before its objects are read.
    private struct Beginning {
        let objects: [StoredObject]
        let backlog: [ObjectTable.Change]
        let revision: Int
    }

    private func unsubscribe(_ id: Int) {
        state.withLock { _ = $0.watchers.removeValue(forKey: id) }
    }

    /// How many watches are open.
    package var watcherCount: Int { state.withLock { $0.watchers.count } }

    /// Ends the watches of a table, or all.
    package func endWatches(of resource: GroupResource? = nil) {
        let ended = state.withLock { state in
            let ended = state.watchers.filter { resource == nil || $0.value.resource == resource }
            for id in ended.keys { state.watchers[id] = nil }
            return ended.values.map(\.continuation)
        }
        for continuation in ended { continuation.finish() }
    }

    var isClosed: Bool { state.withLock { $0.isClosed } }

    /// Ends every watch, now and later.
    func close() {
        state.withLock { $0.isClosed = true }
        endWatches()
    }

    /// Forgets the history, so that watches from an older revision get 410 Gone.
    package func compact() {
        state.withLock { state in
            let revision = state.revision
            for resource in state.tables.keys { state.tables[resource]?.compact(at: revision) }
        }
    }
}
