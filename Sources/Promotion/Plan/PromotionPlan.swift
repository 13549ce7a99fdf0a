package import Diagnostics
package import PuppetCatalog

/// What a promotion would do, worked out before anything moves.
package struct PromotionPlan: Sendable {
    package let source: String
    package let target: String
    /// What the target is now and would be: commits, or digests of a folder's content.
    package let from: String
    package let to: String
    /// The commits that come along, newest first; empty for folders.
    package let subjects: [String]
    /// One a node of the target, sorted.
    package let nodes: [NodeComparison]
    package let gates: [GateResult]

    package var isNothing: Bool { from == to }
    package var isAllowed: Bool { gates.allSatisfy(\.isOpen) }

    /// A node's catalog before and after.
    package struct NodeComparison: Sendable {
        package let node: String
        /// Nil where the compile failed.
        package let before: String?
        package let after: String?
        /// Empty where the node does not compile in both states.
        package let difference: CatalogDifference?
        /// Why the state after does not compile.
        package let failures: [Diagnostic]
    }

    /// Whether one condition of a promotion holds.
    package struct GateResult: Hashable, Sendable {
        package let name: String
        package let isOpen: Bool
        /// One line that says what was found.
        package let detail: String

        package init(name: String, isOpen: Bool, detail: String) {
            self.name = name
            self.isOpen = isOpen
            self.detail = detail
        }
    }
}
