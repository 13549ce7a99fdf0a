package import JSON

/// A change of one object.
package struct StoreEvent: Sendable {
    package let change: Change
    package let key: ObjectKey
    /// The object after the change; of a deleted one its last state, with the deletion's resource version.
    package let object: JSON
    private let before: StoredObject?
    package let revision: Int

    package enum Change: String, Sendable {
        case added = "ADDED"
        case modified = "MODIFIED"
        case deleted = "DELETED"
    }

    init(_ change: ObjectTable.Change, object: JSON) {
        self.change = change.change
        self.key = change.key
        self.object = object
        before = change.previous
        revision = change.revision
    }

    /// An object that was there already.
    init(found object: JSON, _ key: ObjectKey) {
        change = .added
        self.key = key
        self.object = object
        before = nil
        revision = 0
    }

    /// The object before the change.
    package var previous: JSON? { before?.object }
}

/// What a watch waits for.
enum WatchSignal: Sendable {
    case event(StoreEvent)
    /// It is time to say how far the watch has come.
    case bookmark
    /// The watch has lasted as long as it was asked to.
    case timeout
}
