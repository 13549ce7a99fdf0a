package import Diagnostics
package import Hiera
package import PuppetTypes

/// What `lookup` on the command line asks of a node's data.
package struct DataQuestion: Sendable {
    /// The first that is found counts.
    package var keys: [String]
    /// A strategy's name, or a hash with `strategy`; nil for what `lookup_options` says.
    package var merge: Value?
    /// The type that the value must have, as text.
    package var type: String?
    /// The value where no key is found.
    package var fallback: Value?
    /// Whether the catalog is compiled first, for hierarchies that look at variables of manifests.
    package var compilesFirst = false
    package var explains = Explanation.none

    package enum Explanation: Sendable {
        case none
        /// How the value comes about.
        case value
        /// How the options of the key come about.
        case options
    }

    package init(keys: [String]) { self.keys = keys }
}

/// A key of the data and what a node gets for it.
package struct ListedDatum: Sendable {
    /// As `lookup` takes it: with quotes where it holds dots.
    package let key: String
    /// Nil where the lookup fails.
    package let value: Value?
    /// Where the value is written, the highest priority first.
    package let origins: [DataOrigin]
    package let merge: MergeStrategy
    /// What `lookup_options` says of the key.
    package let options: PuppetHash
    package let failure: Diagnostic?
}

/// What the data answers.
package struct DataAnswer: Sendable {
    /// Nil where no key is found.
    package let value: Value?
    /// The key that was found.
    package let key: String?
    /// Where no key is found, one of the data that reads much like the last.
    package let nearKey: String?
    package let explanation: ExplainNode?
    /// What went wrong; there may be an explanation up to there.
    package let failure: DataFailure?
}

/// A lookup that failed.
package struct DataFailure: Error, Sendable {
    package let diagnostic: Diagnostic
    /// Whether Puppet counts it as one that an explanation tells, not as an error of the command.
    package let isExplained: Bool
}
