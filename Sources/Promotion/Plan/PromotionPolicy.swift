/// What must hold before an environment moves, from the configuration.
package struct PromotionPolicy: Hashable, Sendable {
    /// Whether lint must find no error.
    package let requiresLint: Bool
    /// The environments that a promotion may come from; nil for any.
    package let sources: [String]?
    /// Why the environment does not move now, or nil.
    package let freeze: String?

    package init(requiresLint: Bool = true, sources: [String]? = nil, freeze: String? = nil) {
        self.requiresLint = requiresLint
        self.sources = sources
        self.freeze = freeze
    }
}
