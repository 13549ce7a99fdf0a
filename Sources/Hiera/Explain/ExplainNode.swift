package import PuppetTypes

/// A step of a lookup and how it came out; the tree that `lookup --explain` shows. Secrets are masked in it.
package struct ExplainNode: Sendable {
    package let kind: Kind
    package internal(set) var event: Event?
    package internal(set) var texts: [String] = []
    package internal(set) var branches: [ExplainNode] = []

    // What Puppet does not tell.

    /// Where a found value is written.
    package internal(set) var origin: DataOrigin?
    /// Where the parts of a merged value are written; of those that hold nothing else.
    package internal(set) var origins: [[ValueStep]: DataOrigin] = [:]
    /// Why a level of the hierarchy has no file.
    package internal(set) var skipped: String?
    /// The place of the failure that the last text tells.
    package internal(set) var failure: String?

    init(_ kind: Kind) { self.kind = kind }

    package enum Kind: Sendable {
        case root
        /// `Searching for "key"`, for the key itself or for `lookup_options`.
        case search(String)
        case invalidKey(String)
        case mergeSource(String)
        case merge(MergeStrategy)
        case dataProvider(name: String, configuration: String?, module: String?)
        case location(path: String, original: String)
        case uri(String, original: String)
        case interpolate(String)
        case scope(String)
        case subLookup(String)
        case segment(String)
        case moduleNotFound(String)
        case moduleProviderNotFound(String)
        /// Places that come after the one that has the key; Puppet passes them over in silence.
        case notAsked([String])
    }

    package enum Event: Sendable {
        case found(key: String, value: Value)
        case result(Value)
        case notFound(key: String)
        case locationNotFound
    }
}
