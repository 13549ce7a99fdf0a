package import JSON
import PuppetCatalog

/// What is kept of a promotion or a rollback: who, what, from where, the digests, the gates and the reason.
package struct PromotionRecord: Hashable, Sendable {
    package enum Action: String, Hashable, Sendable {
        case promote, rollback, lift
    }

    package let action: Action
    package let source: String
    package let target: String
    package let from: String
    package let to: String
    package let who: String
    /// Seconds since 1970.
    package let time: Int
    package let reason: String
    /// Node, digest before, digest after.
    package let nodes: [Node]
    package let gates: [PromotionPlan.GateResult]

    package struct Node: Hashable, Sendable {
        package let name: String
        package let before: String?
        package let after: String?
        package let summary: String
    }

    package init(
        action: Action, plan: PromotionPlan, who: String, time: Int, reason: String
    ) {
        self.action = action
        source = plan.source
        target = plan.target
        from = plan.from
        to = plan.to
        self.who = who
        self.time = time
        self.reason = reason
        nodes = plan.nodes.map {
            Node(name: $0.node, before: $0.before, after: $0.after, summary: $0.difference?.summary ?? "")
        }
        gates = plan.gates
    }

    package init(
        action: Action, target: String, from: String, to: String, who: String, time: Int, reason: String
    ) {
        self.action = action
        source = target
        self.target = target
        self.from = from
        self.to = to
        self.who = who
        self.time = time
        self.reason = reason
        nodes = []
        gates = []
    }

    package var json: JSON {
        [
            "action": .string(action.rawValue), "source": .string(source), "target": .string(target),
            "from": .string(from), "to": .string(to), "who": .string(who), "time": .integer(time),
            "reason": .string(reason),
            "nodes": .array(
                nodes.map { node in
                    [
                        "name": .string(node.name), "before": node.before.map(JSON.string) ?? .null,
                        "after": node.after.map(JSON.string) ?? .null, "difference": .string(node.summary),
                    ]
                }),
            "gates": .array(
                gates.map { gate in
                    ["name": .string(gate.name), "open": .boolean(gate.isOpen), "detail": .string(gate.detail)]
                }),
        ]
    }
}
