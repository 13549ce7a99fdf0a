import Regexp

extension PuppetRegexp {
    /// As `compile`, with the complaint of a type or conversion that was given the expression.
    static func checked(_ source: String) throws(TypeError) -> PuppetRegexp {
        do throws(RegexpError) { return try compile(source) } catch { throw TypeError(error.message) }
    }
}
