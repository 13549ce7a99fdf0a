import Diagnostics
import Lint
import Promotion
import PuppetCatalog

/// A promotion's plan for people: commits, the difference of every node, gates.
enum PlanText {
    static func show(_ plan: PromotionPlan, lint: Linter.Report) {
        Terminal.say(
            Terminal.styled("\(plan.source) → \(plan.target)", .bold)
                + "  \(plan.from.prefix(12)) → \(plan.to.prefix(12))")
        for subject in plan.subjects { Terminal.say("  \(subject)") }
        for node in plan.nodes { show(node) }
        for finding in lint.findings where finding.severity == .error { Terminal.say(TextRenderer().render(finding)) }
        for gate in plan.gates {
            let mark = gate.isOpen ? Terminal.styled("passed", .green) : Terminal.styled("failed", .red)
            Terminal.say("gate \(gate.name): \(mark), \(gate.detail)")
        }
    }

    private static func show(_ node: PromotionPlan.NodeComparison) {
        guard let difference = node.difference else {
            let state = node.after == nil ? "does not compile" : "compiles now, did not before"
            Terminal.say(Terminal.styled("\(node.node): \(state)", .bold))
            for failure in node.failures { Terminal.say(TextRenderer().render(failure)) }
            return
        }
        Terminal.say(Terminal.styled("\(node.node): \(difference.summary)", .bold))
        DifferenceText.lines(difference).forEach(Terminal.say)
    }
}
