import JSON
import Synchronization

/// Remembers which facts are stored, so that a poll with the same facts writes nothing.
final class FactsMemory: Sendable {
    private let stored = Mutex<[String: Int]>([:])

    /// Whether these facts differ from the ones remembered for the node; they are remembered now.
    func isNew(_ facts: JSONObject, node: String, environment: String) -> Bool {
        var hasher = Hasher()
        hasher.combine(environment)
        hasher.combine(JSONWriter.bytes(.object(facts)))
        let hash = hasher.finalize()
        return stored.withLock { $0.updateValue(hash, forKey: node) != hash }
    }

    /// Forgets a node whose facts could not be stored.
    func forget(_ node: String) {
        stored.withLock { _ = $0.removeValue(forKey: node) }
    }
}
