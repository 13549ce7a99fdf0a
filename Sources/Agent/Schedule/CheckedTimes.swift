import Foundation
import JSON
import OrderedCollections
import Synchronization

/// When each resource that has a schedule was last looked at: `state.json`, as Puppet's `state.yaml`.
final class CheckedTimes: Sendable {
    private static let name = "state.json"
    /// Puppet's `statettl`.
    private static let lifetime: TimeInterval = 32 * 86400

    private struct Content: Sendable {
        var times: [String: Double] = [:]
        var isStored = true
    }

    private let content: Mutex<Content>

    /// A file that cannot be understood is as none.
    init(from directory: StateDirectory) throws(StateError) {
        var times: [String: Double] = [:]
        if let bytes = try directory.read(Self.name), let json = try? JSONParser.parse(bytes) {
            for (resource, time) in json["checked"]?.object ?? [:] { times[resource] = time.double }
        }
        content = Mutex(Content(times: times))
    }

    subscript(resource: String) -> Date? {
        content.withLock { $0.times[resource].map { Date(timeIntervalSince1970: $0) } }
    }

    func note(_ resource: String, at now: Date) {
        content.withLock { content in
            content.times[resource] = now.timeIntervalSince1970
            content.isStored = false
        }
    }

    /// Writes the file if anything changed; what is older than any period is forgotten.
    func store(in directory: StateDirectory, now: Date) throws(StateError) {
        let times = content.withLock { content -> [String: Double]? in
            guard !content.isStored else { return nil }
            content.times = content.times.filter { now.timeIntervalSince1970 - $0.value < Self.lifetime }
            content.isStored = true
            return content.times
        }
        guard let times else { return }
        var checked = JSONObject(minimumCapacity: times.count)
        for (resource, time) in times.sorted(by: { $0.key < $1.key }) { checked[resource] = .double(time) }
        try directory.write(JSONWriter.bytes(["checked": .object(checked)]), to: Self.name)
    }
}
