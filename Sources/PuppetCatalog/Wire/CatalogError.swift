/// A text that is not a catalog, or a value that is not rich data.
package struct CatalogError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(_ message: String) { self.message = message }

    package var description: String { message }
}
