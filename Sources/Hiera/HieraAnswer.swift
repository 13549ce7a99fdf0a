package import Diagnostics
package import PuppetTypes

/// A value that a lookup found. `undef` is a value like any other.
package struct HieraAnswer: Sendable {
    package let value: Value
    /// The data file and the range of the value; of a merged value, of its part with the highest priority.
    package let place: SourcePlace?
    /// `convert_to` of the lookup options that is still to be applied: a type (or its text), then arguments of `new`.
    package let convertTo: [Value]?
    /// Where its parts are written; of the value before `convert_to`.
    package let sources: DataSources?

    package init(
        value: Value, place: SourcePlace? = nil, convertTo: [Value]? = nil, sources: DataSources? = nil
    ) {
        self.value = value
        self.place = place
        self.convertTo = convertTo
        self.sources = sources
    }
}
