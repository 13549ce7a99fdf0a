import JSON
import OrderedCollections

/// The objects of one resource, and its latest changes.
struct ObjectTable {
    private(set) var objects: [String: [String: JSON]] = [:]
    private(set) var count = 0
    /// The objects that another one controls, by its uid.
    private var byController: [String: Set<ObjectKey>] = [:]
    /// Events at and before this revision are forgotten.
    private(set) var compactedRevision = 0
    /// A ring: the oldest event stands at `start` once it is full.
    private var history: [StoreEvent] = []
    private var start = 0

    /// By namespace and name.
    func sorted(namespace: String?) -> [JSON] { Self.sorted(objects, namespace: namespace) }

    static func sorted(_ objects: [String: [String: JSON]], namespace: String?) -> [JSON] {
        if let namespace {
            return (objects[namespace] ?? [:]).sorted { $0.key < $1.key }.map(\.value)
        }
        return objects.sorted { $0.key < $1.key }.flatMap { $0.value.sorted { $0.key < $1.key }.map(\.value) }
    }

    /// By namespace and name.
    func controlled(by uid: String) -> [JSON] {
        (byController[uid] ?? []).sorted().compactMap { objects[$0.namespace]?[$0.name] }
    }

    private mutating func noteController(_ event: StoreEvent) {
        let before = event.previous?.controllerUID
        let after = event.change == .deleted ? nil : event.object.controllerUID
        guard before != after else { return }
        if let before {
            byController[before]?.remove(event.key)
            if byController[before]?.isEmpty == true { byController[before] = nil }
        }
        if let after { byController[after, default: []].insert(event.key) }
    }

    mutating func record(_ event: StoreEvent, limit: Int) {
        noteController(event)
        let known = objects[event.key.namespace]?[event.key.name] != nil
        switch event.change {
        case .added, .modified:
            objects[event.key.namespace, default: [:]][event.key.name] = event.object
            if !known { count += 1 }
        case .deleted:
            objects[event.key.namespace]?[event.key.name] = nil
            if objects[event.key.namespace]?.isEmpty == true { objects[event.key.namespace] = nil }
            if known { count -= 1 }
        }
        if history.count < limit {
            history.append(event)
        } else {
            compactedRevision = history[start].revision
            history[start] = event
            start = (start + 1) % history.count
        }
    }

    func events(since revision: Int) -> [StoreEvent] {
        (history[start...] + history[..<start]).filter { $0.revision > revision }
    }

    /// The objects as they were at a revision, or at the oldest one that is kept.
    func objects(at revision: Int) -> [String: [String: JSON]] {
        var objects = objects
        for event in events(since: revision).reversed() {
            objects[event.key.namespace, default: [:]][event.key.name] = event.previous
        }
        return objects
    }

    mutating func compact(at revision: Int) {
        history = []
        start = 0
        compactedRevision = revision
    }
}

extension JSON {
    /// The uid of the owner that controls the object.
    var controllerUID: String? {
        for owner in self[path: "metadata", "ownerReferences"]?.array ?? [] where owner["controller"] == true {
            return owner["uid"]?.string
        }
        return nil
    }
}
