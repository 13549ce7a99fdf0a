import Foundation
import JSON
import KubernetesSandbox
import OrderedCollections
import Synchronization

/// Listens to what the agent asks of the sandbox, and finds what must never happen.
final class FaultAudit: Sendable {
    private struct State {
        var sandbox: Sandbox?
        var violations: [String] = []
        var creations: [String: Int] = [:]
        /// The uid that alone may be deleted, by path.
        var deletable: [String: String] = [:]
        var received = 0
        /// Called at this many received requests.
        var alarm: (count: Int, isAfter: Bool, action: @Sendable () -> Void)?
    }

    private let state = Mutex(State())

    var violations: [String] { state.withLock { $0.violations } }
    /// The requests since the last reset.
    var received: Int { state.withLock { $0.received } }
    var creations: [String: Int] { state.withLock { $0.creations } }

    func attach(_ sandbox: Sandbox) { state.withLock { $0.sandbox = sandbox } }

    func complain(_ text: String) { state.withLock { $0.violations.append(text) } }

    /// From now on, calls the action when so many requests have come in, or have been handled.
    func setAlarm(_ count: Int, isAfter: Bool, _ action: @escaping @Sendable () -> Void) {
        state.withLock { state in
            state.received = 0
            state.alarm = (count, isAfter, action)
        }
    }

    func resetCount() { state.withLock { $0.received = 0 } }

    private static let maps = "/api/v1/namespaces/shop/configmaps"
    private static let roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/shop/roles"

    /// From now on these very objects may be deleted, and no others.
    func allowDeletions(_ sandbox: SandboxHandle) {
        var deletable: [String: String] = [:]
        for name in ["old", "name-a", "fixed"] {
            deletable["\(Self.maps)/\(name)"] = Self.uid("ConfigMap", "", name, sandbox)
        }
        deletable["\(Self.roles)/only"] = Self.uid("Role", "rbac.authorization.k8s.io", "only", sandbox)
        state.withLock { $0.deletable = deletable }
    }

    static func uid(_ kind: String, _ group: String, _ name: String, _ sandbox: SandboxHandle) -> String? {
        sandbox.objects(group: group, kind: kind, namespace: "shop").first {
            $0[path: "metadata", "name"]?.string == name
        }?[path: "metadata", "uid"]?.string
    }

    func note(_ event: AuditEvent) {
        let action = state.withLock { state -> (@Sendable () -> Void)? in
            guard event.stage == .received else {
                guard let alarm = state.alarm, alarm.isAfter, state.received >= alarm.count else { return nil }
                state.alarm = nil
                return alarm.action
            }
            state.received += 1
            guard let alarm = state.alarm, !alarm.isAfter, state.received >= alarm.count else { return nil }
            state.alarm = nil
            return alarm.action
        }
        action?()
        guard case .handled(let status) = event.stage, let verb = event.verb, verb.isWrite, !event.isDryRun else {
            return
        }
        if verb == .delete { noteDeletion(event) }
        if verb == .deleteCollection { complain("a whole collection was deleted: \(event.path)") }
        if status == 201 {
            let path = event.path
            state.withLock { state in
                if verb == .apply || verb == .create { state.creations[path, default: 0] += 1 }
            }
        }
        checkInventory(after: "\(verb.rawValue) \(event.path)")
    }

    private func noteDeletion(_ event: AuditEvent) {
        let json = try? JSONParser.parse(event.body)
        let uid = json?[path: "preconditions", "uid"]?.string
        let allowed = state.withLock { $0.deletable[event.path] }
        if uid == nil { complain("deleted without the uid: \(event.path)") }
        if allowed == nil || uid != allowed { complain("wrong deletion: \(event.path)") }
    }

    /// The parent must name the kinds of all live members at every moment: else a crash now would leak them.
    private func checkInventory(after what: String) {
        guard let sandbox = state.withLock({ $0.sandbox }) else { return }
        let parent = sandbox.objects(kind: "ConfigMap", namespace: "bunraku-system").first {
            $0[path: "metadata", "name"]?.string == FaultScenario.parentName
        }
        let key = "applyset.kubernetes.io/contains-group-kinds"
        let kinds = Set(
            (parent?[path: "metadata", "annotations", key]?.string ?? "").split(separator: ",").map(String.init))
        for resource in sandbox.store.resources {
            for object in sandbox.store.list(resource).objects
            where object[path: "metadata", "labels", "applyset.kubernetes.io/part-of"] != nil {
                let kind = object["kind"]?.string ?? "?"
                let name = resource.group.isEmpty ? kind : "\(kind).\(resource.group)"
                if !kinds.contains(name) {
                    complain("the parent does not name \(name) after \(what)")
                    break
                }
            }
        }
    }
}
