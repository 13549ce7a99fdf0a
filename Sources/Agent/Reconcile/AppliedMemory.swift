import Crypto
import Foundation
import JSON
import Kubernetes
import OrderedCollections
import Synchronization

/// What the agent last saw to be right: tells drift from a changed catalog, and unchanged objects from others
/// without asking the server.
final class AppliedMemory: Sendable {
    struct Entry: Hashable, Sendable {
        /// Of the desired object.
        let digest: String
        let uid: String
        /// Of the live object when it was as desired.
        let resourceVersion: String
    }

    let key: SymmetricKey
    let jobs = JobLedger()
    let fights: FightLedger
    let vainWrites = VainWrites()
    private let entries: Mutex<[String: Entry]>
    /// What the file says.
    private let stored: Mutex<Stored>

    private struct Stored: Hashable {
        var entries: [String: Entry]
        var fights: JSON
    }

    init(key: SymmetricKey, entries: [String: Entry] = [:], fights: FightLedger = FightLedger(nil)) {
        self.key = key
        self.fights = fights
        self.entries = Mutex(entries)
        stored = Mutex(Stored(entries: entries, fights: fights.json))
    }

    subscript(identity: ObjectIdentity) -> Entry? { entries.withLock { $0[identity.description] } }

    func record(_ desired: DesiredObject, _ live: KubernetesObject) {
        guard let uid = live.uid, let version = live.resourceVersion else { return }
        entries.withLock {
            $0[desired.identity.description] = Entry(digest: desired.digest, uid: uid, resourceVersion: version)
        }
    }

    func forget(_ identity: ObjectIdentity) { entries.withLock { $0[identity.description] = nil } }

    /// Forgets what is in no catalog any more.
    func keep(only identities: some Sequence<ObjectIdentity>) {
        let kept = Set(identities.map(\.description))
        entries.withLock { $0 = $0.filter { kept.contains($0.key) } }
        fights.keep(only: kept)
        vainWrites.keep(only: kept)
    }

    /// Whether the live object is the one that was right for this desired one.
    func isCurrent(_ desired: DesiredObject, uid: String?, resourceVersion: String?) -> Bool {
        guard let entry = self[desired.identity] else { return false }
        return entry.digest == desired.digest && entry.uid == uid && entry.resourceVersion == resourceVersion
    }

    /// Whether this very content was right before, so that a difference is drift.
    func wasRight(_ desired: DesiredObject) -> Bool { self[desired.identity]?.digest == desired.digest }
}

/// `transactionstore.json`: the memory between two lives of the agent.
extension AppliedMemory {
    private static let name = "transactionstore.json"

    static func load(from directory: StateDirectory, key: SymmetricKey) throws(StateError) -> AppliedMemory {
        guard let bytes = try directory.read(name), let json = try? JSONParser.parse(bytes) else {
            return AppliedMemory(key: key)
        }
        var entries: [String: Entry] = [:]
        for (identity, entry) in json["objects"]?.object ?? [:] {
            guard let digest = entry["digest"]?.string, let uid = entry["uid"]?.string,
                let version = entry["resourceVersion"]?.string
            else { continue }
            entries[identity] = Entry(digest: digest, uid: uid, resourceVersion: version)
        }
        return AppliedMemory(key: key, entries: entries, fights: FightLedger(json["fights"]))
    }

    /// Writes the file, unless it says this already.
    func store(in directory: StateDirectory) throws(StateError) {
        let current = Stored(entries: entries.withLock { $0 }, fights: fights.json)
        guard current != stored.withLock({ $0 }) else { return }
        var objects = JSONObject(minimumCapacity: current.entries.count)
        for (identity, entry) in current.entries.sorted(by: { $0.key < $1.key }) {
            objects[identity] = [
                "digest": .string(entry.digest), "uid": .string(entry.uid),
                "resourceVersion": .string(entry.resourceVersion),
            ]
        }
        try directory.write(JSONWriter.bytes(["objects": .object(objects), "fights": current.fights]), to: Self.name)
        stored.withLock { $0 = current }
    }
}
