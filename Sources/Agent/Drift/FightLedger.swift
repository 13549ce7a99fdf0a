import Foundation
import JSON
import Kubernetes
import OrderedCollections
import Synchronization

/// Remembers which fields had to be set right, over runs and lives of the agent, to find those over which two managers
/// fight. `FightRecord` stops what goes round within a minute.
///
/// A field is named by its path, and never with its value.
final class FightLedger: Sendable {
    /// A field that is set right again and again.
    struct Fight: Hashable, Sendable {
        let path: String
        let count: Int
        /// The first of these corrections.
        let since: Date
    }

    private struct Field: Hashable {
        var corrections: [Date] = []
        var warned: Date?
    }

    private struct State: Hashable {
        var fields: [String: [String: Field]] = [:]
        /// The writes that changed nothing, by what was to be written.
        var inVain: [String: Vain] = [:]
    }

    private struct Vain: Hashable {
        let digest: String
        let paths: Set<String>
    }

    private let state = Mutex(State())

    /// So many corrections of one field within the window are a fight.
    static let limit = 3

    /// Notes that these fields were set right. Gives those that are fought over, each once in a window.
    func note(_ identity: ObjectIdentity, _ paths: [String], at now: Date, window: TimeInterval) -> [Fight] {
        state.withLock { state in
            var fights: [Fight] = []
            var fields = state.fields[identity.description] ?? [:]
            fields = fields.filter { now.timeIntervalSince($0.value.corrections.last ?? .distantPast) < window }
            for path in paths.prefix(Self.maximumPaths) {
                var field = fields[path] ?? Field()
                field.corrections = field.corrections.filter { now.timeIntervalSince($0) < window }
                field.corrections.append(now)
                field.corrections.removeFirst(max(field.corrections.count - Self.maximumTimes, 0))
                let isTold = field.warned.map { now.timeIntervalSince($0) < window } ?? false
                if field.corrections.count >= Self.limit, !isTold, let since = field.corrections.first {
                    field.warned = now
                    fights.append(Fight(path: path, count: field.corrections.count, since: since))
                }
                fields[path] = field
            }
            state.fields[identity.description] = fields
            return fights
        }
    }

    private static let maximumPaths = 50
    private static let maximumTimes = 20

    /// Notes a write after which everything was as before, although the dry run said otherwise: an admission webhook
    /// that does not mind dry runs has its way.
    func noteInVain(_ identity: ObjectIdentity, digest: String, _ paths: [String]) {
        state.withLock { $0.inVain[identity.description] = Vain(digest: digest, paths: Set(paths)) }
    }

    /// Whether this very write changed nothing the last time.
    func isInVain(_ identity: ObjectIdentity, digest: String, _ paths: [String]) -> Bool {
        state.withLock { $0.inVain[identity.description] == Vain(digest: digest, paths: Set(paths)) }
    }

    /// Forgets what is in no catalog any more.
    func keep(only identities: Set<String>) {
        state.withLock { state in
            state.fields = state.fields.filter { identities.contains($0.key) }
            state.inVain = state.inVain.filter { identities.contains($0.key) }
        }
    }
}

extension FightLedger {
    /// For the file that outlives the agent.
    var json: JSON {
        let state = state.withLock { $0 }
        var objects: JSONObject = [:]
        for (identity, fields) in state.fields.sorted(by: { $0.key < $1.key }) where !fields.isEmpty {
            objects[identity] = .object(
                JSONObject(
                    uniqueKeysWithValues: fields.sorted { $0.key < $1.key }.map { path, field in
                        (path, Self.json(field))
                    }))
        }
        return .object(objects)
    }

    private static func json(_ field: Field) -> JSON {
        var json: JSON = ["corrections": .array(field.corrections.map { .double($0.timeIntervalSince1970) })]
        if let warned = field.warned { json["warned"] = .double(warned.timeIntervalSince1970) }
        return json
    }

    convenience init(_ json: JSON?) {
        self.init()
        state.withLock { state in
            for (identity, fields) in json?.object ?? [:] {
                for (path, field) in fields.object ?? [:] {
                    let times = (field["corrections"]?.array ?? []).compactMap(Self.date)
                    state.fields[identity, default: [:]][path] = Field(
                        corrections: times, warned: field["warned"].flatMap(Self.date))
                }
            }
        }
    }

    private static func date(_ json: JSON) -> Date? {
        switch json {
        case .integer(let seconds): Date(timeIntervalSince1970: Double(seconds))
        case .double(let seconds): Date(timeIntervalSince1970: seconds)
        case .null, .boolean, .string, .array, .object: nil
        }
    }
}
