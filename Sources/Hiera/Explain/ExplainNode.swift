package import PuppetTypes

/// A step of a lookup and how it came out; the tree that `lookup --explain` shows. Secrets are masked in it.
package struct ExplainNode: Sendable {
    package let kind: Kind
    package internal(set) var event: Event?
    package internal(set) var texts: [String] = []
    package internal(set) var branches: [ExplainNode] = []

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
        case interpolate(String)
        case scope(String)
        case subLookup(String)
        case segment(String)
        case moduleNotFound(String)
        case moduleProviderNotFound(String)
    }

    package enum Event: Sendable {
        case found(key: String, value: Value)
        case result(Value)
        case notFound(key: String)
        case locationNotFound
    }
}
