package import PuppetTypes

/// A call of a backend that is a function, which the caller of a lookup makes.
package struct BackendRequest {
    /// What the function is asked for.
    package enum Kind: String, Hashable, Sendable {
        /// All keys at once: `function(options, context)`.
        case dataHash = "data_hash"
        /// One key: `function(key, options, context)`.
        case lookupKey = "lookup_key"
        /// A key with its sub-keys: `function(segments, options, context)`.
        case dataDig = "data_dig"
    }

    package let kind: Kind
    /// Its name as `hiera.yaml` has it.
    package let function: String
    /// Those before the context.
    package let arguments: [Value]
    package let context: BackendContext
}

package enum BackendAnswer {
    /// No function has the name.
    case noFunction
    case notFound
    case value(Value)
}
