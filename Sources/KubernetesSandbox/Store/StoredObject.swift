import JSON
import OrderedCollections
import Synchronization

/// An object as the store keeps it: its JSON text, which takes a fraction of the memory of its tree. The tree is kept
/// beside it while the object is in use.
final class StoredObject: Sendable {
    private let text: [UInt8]
    private let tree: Mutex<JSON?>
    /// The resource version.
    let revision: Int
    /// The uid of the owner that controls the object.
    let controllerUID: String?
    /// Objects are refused long before they are nested so deep.
    private static let maximumDepth = 1024

    init(_ object: JSON, revision: Int) {
        text = JSONWriter.bytes(object)
        tree = Mutex(object)
        self.revision = revision
        controllerUID = object.controllerUID
    }

    var object: JSON {
        // The text is our own, and can be read.
        tree.withLock { $0 } ?? (try? JSONParser.parse(text, maximumDepth: Self.maximumDepth)) ?? .null
    }

    /// Whether the tree is there.
    var isOpen: Bool { tree.withLock { $0 != nil } }

    /// Keeps the tree.
    func open(_ object: JSON) { tree.withLock { $0 = object } }

    /// Lets the tree go.
    func close() { tree.withLock { $0 = nil } }
}

/// The objects whose trees are kept: those that were written or read last.
struct OpenObjects {
    private var ring: [StoredObject] = []
    private var next = 0
    private let limit: Int

    init(limit: Int) { self.limit = max(1, limit) }

    mutating func add(_ object: StoredObject) {
        guard ring.count == limit else { return ring.append(object) }
        ring[next].close()
        ring[next] = object
        next = (next + 1) % limit
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
