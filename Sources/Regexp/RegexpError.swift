/// A regular expression that is malformed, or too large, or takes too many steps; worded as Ruby's where Ruby has words.
package struct RegexpError: Error, Hashable, Sendable {
    package let message: String

    init(_ message: String) { self.message = message }
}
