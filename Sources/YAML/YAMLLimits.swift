/// What one YAML text may cost; a text past them is refused with a diagnostic.
package struct YAMLLimits: Hashable, Sendable {
    /// How deep collections may nest, counting what aliases stand for.
    package var depth = 256
    /// How deep a key may nest: each level doubles the escapes in its text.
    package var keyDepth = 8
    /// How much aliases may add, in nodes; 64 bytes of text count as a further node.
    package var aliasExpansion = 200_000
    /// How many diagnostics are kept; the rest are dropped.
    package var diagnostics = 100

    package init() {}
}
