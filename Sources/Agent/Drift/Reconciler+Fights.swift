import Foundation
import JSON
import Kubernetes
import KubernetesCatalog
import OrderedCollections

extension Reconciler {
    /// Notes a correction; gives the fields that are fought over, each once in a while.
    ///
    /// The window holds several runs, so that a field which each of them sets right is seen.
    func fights(over desired: DesiredObject, _ paths: [String]) -> [FightLedger.Fight] {
        let window = max(configuration.runInterval.inSeconds * Double(FightLedger.limit + 2), 60)
        return memory.fights.note(desired.identity, paths, at: configuration.now(), window: window)
    }
}

extension ObjectWork.Deed {
    /// The fields that were set right; `ensure` for the object as a whole.
    var paths: [String] {
        switch self {
        case .nothing, .resisted: []
        case .created, .deleted: ["ensure"]
        case .updated(let changes), .replaced(let changes, _): changes.map(\.path.description)
        }
    }
}

extension ResourceRecord {
    /// Says once over which fields another manager fights with us, who it is, and what to do.
    func warn(of fights: [FightLedger.Fight], _ live: KubernetesObject?, than fieldManager: String) {
        for fight in fights {
            let owners = live.map { Self.owners(of: fight.path, in: $0, than: fieldManager) } ?? []
            let since = "\(fight.count) times since \(Timestamps.seconds(fight.since))"
            if fight.path == "ensure" {
                write(
                    .warning,
                    "is deleted by another program again and again, \(since): stop that program, or take it out of the catalog"
                )
            } else {
                let who = owners.isEmpty ? "another program" : owners.joined(separator: ", ")
                write(
                    .warning,
                    "\(fight.path) is changed back by \(who) again and again, \(since): "
                        + "write ignore => '\(fight.path)' to leave it to them, or stop them")
            }
        }
    }

    /// Who owns the field, else who writes to the object at all, latest first as the server lists them.
    private static func owners(of path: String, in live: KubernetesObject, than ours: String) -> [String] {
        let entries = live.json[path: "metadata", "managedFields"]?.array ?? []
        let field = FieldPath(parsing: path)
        let owners = entries.filter { entry in
            guard let field, let fields = try? FieldSet(fieldsV1: entry["fieldsV1"] ?? [:]) else { return false }
            return field.isOwned(in: fields)
        }
        return Self.managers(owners.isEmpty ? entries : owners, besides: ours)
    }

    /// Who else writes to the object, latest first.
    static func otherManagers(of object: KubernetesObject, than ours: String) -> [String] {
        managers(object.json[path: "metadata", "managedFields"]?.array ?? [], besides: ours)
    }

    private static func managers(_ entries: [JSON], besides ours: String) -> [String] {
        var seen: Set<String> = [ours]
        return entries.reversed().compactMap { $0["manager"]?.string }.filter { seen.insert($0).inserted }
    }
}
