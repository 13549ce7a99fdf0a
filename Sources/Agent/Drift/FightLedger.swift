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

    /// By object, then by path.
    private let fields = Mutex<[String: [String: Field]]>([:])

    /// So many corrections of one field within the window are a fight.
    static let limit = 3

    /// Notes that these fields were set right. Gives those that are fought over, each once in a window.
    func note(_ identity: ObjectIdentity, _ paths: [String], at now: Date, window: TimeInterval) -> [Fight] {
        self.fields.withLock { known in
            var fights: [Fight] = []
            var fields = known[identity.description] ?? [:]
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
            known[identity.description] = fields
            return fights
        }
    }

    private static let maximumPaths = 50
    private static let maximumTimes = 20

    /// Forgets what is in no catalog any more.
    func keep(only identities: Set<String>) {
        fields.withLock { fields in fields = fields.filter { identities.contains($0.key) } }
    }
}

extension FightLedger {
    /// For the file that outlives the agent.
    var json: JSON {
        let known = fields.withLock { $0 }
        var objects: JSONObject = [:]
        for (identity, fields) in known.sorted(by: { $0.key < $1.key }) where !fields.isEmpty {
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
        fields.withLock { known in
            for (identity, fields) in json?.object ?? [:] {
                for (path, field) in fields.object ?? [:] {
                    let times = (field["corrections"]?.array ?? []).compactMap(Self.date)
                    known[identity, default: [:]][path] = Field(
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
