/// The value constraints of custom schemas.
package struct SchemaConstraints: Hashable, Sendable {
    package var minimum: Double?
    package var maximum: Double?
    package var isMinimumExclusive = false
    package var isMaximumExclusive = false
    package var multipleOf: Double?
    package var minimumLength: Int?
    package var maximumLength: Int?
    package var minimumItems: Int?
    package var maximumItems: Int?
    package var minimumProperties: Int?
    package var maximumProperties: Int?
    /// Nil too for a pattern that cannot be judged here.
    package var pattern: LinearPattern?
    package var hasUniqueItems = false
}
