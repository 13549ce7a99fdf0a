import JSON
import OrderedCollections
import Synchronization

/// An object as the store keeps it: as a tree while it is in use, and then as its JSON text, which takes a fraction of
/// the memory.
final class StoredObject: Sendable {
    private let form: Mutex<Form>
    /// The resource version.
    let revision: Int
    /// The uid of the owner that controls the object.
    let controllerUID: String?
    /// Objects are refused long before they are nested so deep.
    private static let maximumDepth = 1024

    private enum Form {
        case tree(JSON)
        case text([UInt8])
    }

    init(_ object: JSON, revision: Int) {
        form = Mutex(.tree(object))
        self.revision = revision
        controllerUID = object.controllerUID
    }

    var object: JSON {
        switch form.withLock({ $0 }) {
        case .tree(let tree): tree
        // The text is our own, and can be read.
        case .text(let text): (try? JSONParser.parse(text, maximumDepth: Self.maximumDepth)) ?? .null
        }
    }

    /// Whether the tree is there.
    var isOpen: Bool {
        switch form.withLock({ $0 }) {
        case .tree: true
        case .text: false
        }
    }

    /// Keeps the tree.
    func open(_ object: JSON) { form.withLock { $0 = .tree(object) } }

    /// Keeps the text.
    func close() {
        form.withLock { form in
            if case .tree(let tree) = form { form = .text(JSONWriter.bytes(tree)) }
        }
    }
}

/// The objects that are kept as trees: those that were written or read last.
struct OpenObjects {
    private var ring: [StoredObject] = []
    private var next = 0
    private let limit: Int

    init(limit: Int) { self.limit = max(1, limit) }

    mutating func add(_ object: StoredObject) {
        guard ring.count == limit else { return ring.append(object) }
        // What nobody else has is going.
        if !isKnownUniquelyReferenced(&ring[next]) { ring[next].close() }
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
