import JSON
import OrderedCollections

/// The objects of one resource, and its latest changes.
struct ObjectTable {
    private(set) var objects: [String: [String: StoredObject]] = [:]
    private(set) var count = 0
    /// The objects that another one controls, by its uid.
    private var byController: [String: Set<ObjectKey>] = [:]
    /// Events at and before this revision are forgotten.
    private(set) var compactedRevision = 0
    /// The revision of the latest change.
    private(set) var lastRevision = 0
    /// A ring: the oldest event stands at `start` once it is full.
    private var history: [Change] = []
    private var start = 0

    /// A change as it is remembered.
    struct Change {
        let change: StoreEvent.Change
        let key: ObjectKey
        let object: StoredObject
        let previous: StoredObject?
        let revision: Int
    }

    func object(_ key: ObjectKey) -> StoredObject? { objects[key.namespace]?[key.name] }

    /// By namespace and name.
    func sorted(namespace: String?) -> [StoredObject] { Self.sorted(objects, namespace: namespace) }

    static func sorted(
        _ objects: [String: [String: StoredObject]], namespace: String?
    ) -> [StoredObject] {
        if let namespace {
            return (objects[namespace] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        }
        return objects.sorted { $0.key < $1.key }.flatMap { $0.value.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// What was there at an earlier revision, by namespace and name; nil where that is forgotten.
    func sorted(namespace: String?, at revision: Int) -> [StoredObject]? {
        guard revision >= compactedRevision else { return nil }
        return Self.sorted(objects(at: revision), namespace: namespace)
    }

    /// The objects as they were at a revision, or at the oldest one that is kept.
    func objects(at revision: Int) -> [String: [String: StoredObject]] {
        guard revision < lastRevision else { return objects }
        var past = objects
        for change in events(since: revision).reversed() {
            past[change.key.namespace, default: [:]][change.key.name] = change.previous
        }
        return past
    }

    /// By namespace and name.
    func controlled(by uid: String) -> [StoredObject] {
        (byController[uid] ?? []).sorted().compactMap { object($0) }
    }

    private mutating func noteController(_ change: Change) {
        let before = change.previous?.controllerUID
        let after = change.change == .deleted ? nil : change.object.controllerUID
        guard before != after else { return }
        if let before {
            byController[before]?.remove(change.key)
            if byController[before]?.isEmpty == true { byController[before] = nil }
        }
        if let after { byController[after, default: []].insert(change.key) }
    }

    mutating func record(_ change: Change, limit: Int) {
        noteController(change)
        lastRevision = change.revision
        let key = change.key
        let known = object(key) != nil
        switch change.change {
        case .added, .modified:
            objects[key.namespace, default: [:]][key.name] = change.object
            if !known { count += 1 }
        case .deleted:
            objects[key.namespace]?[key.name] = nil
            if objects[key.namespace]?.isEmpty == true { objects[key.namespace] = nil }
            if known { count -= 1 }
        }
        if history.count < limit {
            history.append(change)
        } else {
            compactedRevision = history[start].revision
            history[start] = change
            start = (start + 1) % history.count
        }
    }

    func events(since revision: Int) -> [Change] {
        (history[start...] + history[..<start]).filter { $0.revision > revision }
    }

    mutating func compact(at revision: Int) {
        history = []
        start = 0
        compactedRevision = revision
    }
}
