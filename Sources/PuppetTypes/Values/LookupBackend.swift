/// The kinds of functions that `hiera.yaml` may name for data.
package enum LookupBackendKind: String, Hashable, Sendable {
    /// All keys at once: `function(options, context)`.
    case dataHash = "data_hash"
    /// One key: `function(key, options, context)`.
    case lookupKey = "lookup_key"
    /// A key with its sub-keys: `function(segments, options, context)`.
    case dataDig = "data_dig"

    /// What such a function must return.
    package var returnType: PuppetType {
        switch self {
        case .dataHash: .hash(key: .richDataKey, value: .richData, size: nil)
        case .lookupKey, .dataDig: .richData
        }
    }
}

/// What became of a call of such a function.
package enum LookupBackendOutcome: Sendable {
    /// No function has the name.
    case noFunction
    /// The function called `not_found`.
    case notFound
    case value(Value)
}
