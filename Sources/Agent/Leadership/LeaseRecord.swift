import Foundation
import JSON
import Kubernetes
import OrderedCollections

/// The `spec` of a coordination.k8s.io/v1 Lease.
struct LeaseRecord: Hashable, Sendable {
    /// Empty when nobody holds it.
    var holder: String
    var durationSeconds: Int
    /// `MicroTime`s, as they were written. They are for people: no decision rests on another's clock.
    var acquireTime: String?
    var renewTime: String?
    var transitions: Int

    init(_ object: KubernetesObject) {
        let spec = object.json["spec"] ?? [:]
        holder = spec["holderIdentity"]?.string ?? ""
        durationSeconds = min(max(spec["leaseDurationSeconds"]?.integer ?? 0, 0), 86400)
        acquireTime = spec["acquireTime"]?.string
        renewTime = spec["renewTime"]?.string
        transitions = spec["leaseTransitions"]?.integer ?? 0
    }

    /// Ours from now on. `previous` is what the lease said before, nil where there was none.
    init(holder: String, after previous: LeaseRecord?, duration: Duration, now: Date) {
        self.holder = holder
        durationSeconds = max(Int(duration.components.seconds), 1)
        renewTime = Self.microTime(now)
        if let previous, previous.holder == holder {
            acquireTime = previous.acquireTime
            transitions = previous.transitions
        } else {
            acquireTime = renewTime
            transitions = previous.map { min($0.transitions, Int.max - 1) + 1 } ?? 0
        }
    }

    /// Nobody's from now on, so that the next one need not wait.
    func released(now: Date) -> LeaseRecord {
        var record = self
        record.holder = ""
        record.durationSeconds = 1
        record.renewTime = Self.microTime(now)
        record.acquireTime = record.renewTime
        return record
    }

    var json: JSON {
        var spec: JSON = [
            "holderIdentity": .string(holder), "leaseDurationSeconds": .integer(durationSeconds),
            "leaseTransitions": .integer(transitions),
        ]
        if let acquireTime { spec["acquireTime"] = .string(acquireTime) }
        if let renewTime { spec["renewTime"] = .string(renewTime) }
        return spec
    }

    /// `2026-01-31T12:00:00.123456Z`.
    static func microTime(_ date: Date) -> String {
        String(Timestamps.iso8601(date).dropLast("000+00:00".count)) + "Z"
    }
}
